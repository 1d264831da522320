use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use shared::{
    Id, Name, Problem, Schema,
    query::{Filter, Query, Viewer},
    rules::Access,
    value::DateTime,
};

use super::{entity, shape};
use crate::{app::App, auth::Caller, failure::Failure, routes::payload::Params, workspace::View};

/// Records on a page where nothing is asked.
const USUAL: usize = 50;
/// Most records on a page.
const MOST: usize = 1000;

#[derive(Deserialize)]
pub(crate) struct Asked {
    limit: Option<usize>,
    cursor: Option<String>,
    /// Words, each of which stands in the record or in the name of what it links to.
    q: Option<String>,
    /// As `shared::query::Filter` is written: `stage:is:ID;amount:gte:1000`.
    filter: Option<String>,
    /// Fields, `-` before those to be sorted downwards: `-amount,name`.
    sort: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct Page {
    items: Vec<serde_json::Value>,
    /// Where the next page begins; null on the last one.
    next_cursor: Option<String>,
    /// Records in all; only on the first page.
    total: Option<usize>,
}

/// Where a page begins. Without an order of its own a list goes by ids, and then a page begins after
/// one, whatever comes and goes before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    First,
    After(Id),
    At(usize),
}

/// `GET /api/v1/{plural}?limit&cursor&q&filter&sort`: the records that the caller may see, in pages.
pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    Path(plural): Path<String>,
    Params(asked): Params<Asked>,
) -> Result<Json<Page>, Failure> {
    let schema = app.workspace.truth().schema().visible_to(caller.access.role);
    let name = entity(&schema, &plural)?.name.clone();
    let viewer = viewer(&app, &caller.access)?;
    // Looking through 100,000 records takes long enough to be in the way of others here.
    let work = move || page(&app, &caller.access, &schema, &name, &asked, viewer);
    tokio::task::spawn_blocking(work).await.map_err(|error| Failure::unforeseen("a list", &error))?.map(Json)
}

fn viewer(app: &App, access: &Access) -> Result<Viewer, Failure> {
    let now = i64::try_from(app.clock.now()).ok().and_then(|now| DateTime::from_millisecond(now).ok());
    let today = now.and_then(|now| now.to_string().get(..10)?.parse().ok());
    let today = today.ok_or_else(|| Failure::unforeseen("the clock", &"is out of range"))?;
    Ok(Viewer { me: Some(access.user), ..Viewer::on(today) })
}

fn page(
    app: &App,
    access: &Access,
    schema: &Schema,
    name: &Name,
    asked: &Asked,
    viewer: Viewer,
) -> Result<Page, Failure> {
    let start = asked.cursor.as_deref().map_or(Ok(Start::First), cursor)?;
    let limit = asked.limit.unwrap_or(USUAL).clamp(1, MOST);
    let by_id = asked.sort.as_deref().is_none_or(str::is_empty);
    let offset = if let Start::At(offset) = start { offset } else { 0 };
    let query = query(name.clone(), asked)?.page(offset, limit);
    let prepared = query.prepare(schema, &viewer).map_err(|error| Failure::invalid(vec![error.into()]))?;
    let truth = app.workspace.truth();
    let after = if let Start::After(id) = start { Some(id) } else { None };
    let answer = prepared.run(&View::new(&truth, access, name, after));
    let more = offset + answer.rows.len() < answer.total;
    let last = answer.rows.last().filter(|_| more).map(|row| row.id);
    let next = last.map(|id| if by_id { format!("after-{id}") } else { format!("at-{}", offset + limit) });
    let held = answer.rows.iter().filter_map(|row| truth.held(&row.entity, row.id));
    let items = held.map(|held| shape::shown(&truth, access, held, None)).collect();
    Ok(Page { items, next_cursor: next, total: (start == Start::First).then_some(answer.total) })
}

fn query(name: Name, asked: &Asked) -> Result<Query, Failure> {
    let param = |name, value: &Option<String>| value.clone().map(|value| (name, value));
    let sort = asked.sort.as_ref().map(|sort| sort.replace(' ', ""));
    let params = [param("filter", &asked.filter), param("sort", &sort)].into_iter().flatten();
    let params = params.filter(|(_, value)| !value.is_empty());
    let query = Query::from_params(name, params).map_err(|error| Failure::invalid(vec![error.into()]))?;
    Ok(match asked.q.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
        Some(words) => query.filter(Filter::Text(words.to_owned())),
        None => query,
    })
}

fn cursor(text: &str) -> Result<Start, Failure> {
    let after = text.strip_prefix("after-").and_then(|id| id.parse().ok()).map(Start::After);
    let at = text.strip_prefix("at-").and_then(|at| at.parse().ok()).map(Start::At);
    let wrong = || Failure::invalid(vec![Problem::of("cursor", "problem-malformed").with("why", "cursor")]);
    after.or(at).ok_or_else(wrong)
}
