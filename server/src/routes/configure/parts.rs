use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use pricing::{Catalog, Draft, draft::Configuration};
use serde::Serialize;
use shared::{Id, entities::Product};

use super::{
    goods::Goods,
    open::OpenModel,
    sale::{Sale, told},
    ticket,
};
use crate::{app::App, failure::Failure, public::t_with};

/// Everything that the page's script needs to configure and price without the network.
#[derive(Serialize)]
struct Parts<'a> {
    name: &'a str,
    /// The model, without what is the maker's own.
    source: &'a str,
    /// Absent where no prices are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    prices: Option<Prices>,
    words: BTreeMap<&'static str, String>,
    ticket: String,
}

/// What a product costs: the workshop prices the draft by the catalog, its one line filled in.
#[derive(Serialize)]
struct Prices {
    catalog: Catalog,
    draft: Draft,
    configuration: Configuration,
}

/// What the script says, with places that it fills in itself.
const WORDS: [&str; 35] = [
    "shop-js-always",
    "shop-js-anyway",
    "shop-js-change",
    "shop-js-clear",
    "shop-js-close",
    "shop-js-compare-aside",
    "shop-js-compare-changed",
    "shop-js-compare-drop",
    "shop-js-compare-now",
    "shop-js-compare-same",
    "shop-js-compare-use",
    "shop-js-conflict",
    "shop-js-copied",
    "shop-js-failed",
    "shop-js-follows",
    "shop-js-forced",
    "shop-js-from",
    "shop-js-gross",
    "shop-js-keep",
    "shop-js-mend",
    "shop-js-never",
    "shop-js-not-copied",
    "shop-js-preset-from",
    "shop-js-problem",
    "shop-js-refused",
    "shop-js-same",
    "shop-js-sending",
    "shop-js-sent",
    "shop-js-shown",
    "shop-js-show-less",
    "shop-js-take-back",
    "shop-js-total",
    "shop-js-unpriced",
    "shop-js-waits",
    "shop-js-why",
];
/// The places.
const PLACES: [&str; 5] = ["what", "option", "from", "to", "amount"];

/// `GET /p/configure/{product}/parts`
pub(crate) async fn parts(State(app): State<App>, Path(product): Path<String>) -> Result<Response, Failure> {
    let goods = Goods::find(&app, &product)?;
    let model = app.models.open(&goods.model).await?;
    let parts = Parts {
        name: goods.product.get(Product::NAME).unwrap_or_default(),
        source: &model.source,
        prices: prices(&app, &goods, &model),
        words: WORDS.into_iter().map(|key| (key, template(key))).collect(),
        ticket: ticket::issue(&app, &product).await?,
    };
    let fresh = [(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    Ok((fresh, Json(parts)).into_response())
}

/// A message whose places stand in it by their names, in braces.
fn template(key: &str) -> String {
    let names = PLACES.map(|name| format!("{{{name}}}"));
    let args: Vec<(&str, &str)> = PLACES.into_iter().zip(names.iter().map(String::as_str)).collect();
    t_with(key, &args)
}

/// Prices for everybody; nothing where no book is public, or the model's currency is none.
fn prices(app: &App, goods: &Goods, model: &OpenModel) -> Option<Prices> {
    goods.book.as_ref()?;
    let configuration = goods.pinned(String::new(), model.currency.parse().ok()?);
    let [quote, line] = ["quote", "line"].map(Id::named);
    let sale = Sale { quote, line, title: String::new(), quantity: 1.0, at: app.clock.now(), kept: Vec::new() };
    let (catalog, draft) = sale.priced_by(&app.workspace.truth(), goods).ok()?;
    Some(Prices { catalog: told(catalog, goods), draft, configuration })
}
