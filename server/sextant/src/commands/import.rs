mod undo;

use std::fs;
use std::sync::Arc;

use serde::Serialize;
use serde_json::json;
use server::{
    clock::{Clock, SystemClock, new_id},
    workspace::{Actor, Push},
};
use shared::{
    Id, Problem, Record, Schema,
    messages::say,
    rules::Access,
    sync::{Authority, Operation},
    transfer::{
        About, Answer, CellProblem, Certainty, Column, Counts, Decoded, Doubt, Encoding, Existing, Hint, Mapping, Plan,
        Profile, Settings, Table, decode, decode_as, doubts, errors_csv, operations, plan, profile, sniff, suggest,
    },
};

use super::{print, today};
use crate::{cli::Import, opened::Opened, trouble::Trouble};

/// Largest file that is read.
const MOST: u64 = 1 << 30;
/// Batches in one commit.
const BATCHES: usize = 8;

/// `sextant import`
pub(crate) async fn import(options: &Import, json: bool) -> Result<(), Trouble> {
    match options.undo {
        Some(group) => undo::undo(options, group, json).await,
        None if options.list => undo::list(&options.place, json).await,
        None => import_table(options, json).await,
    }
}

async fn import_table(options: &Import, json: bool) -> Result<(), Trouble> {
    let (table, reading) = read(options).map_err(|trouble| trouble.context(options.file().display()))?;
    if table.rows.is_empty() {
        eprintln!("sextant: the file has no rows below its header, so there is nothing to import");
    }
    let mut opened = Opened::existing(&options.place).await?;
    let done = run(&mut opened, options, &table).await;
    opened.close().await?;
    let done = done?;
    if let Some(path) = &options.errors {
        let failed = errors_csv(&table, &done.plan, |cell| failure(&done.plan.entity, cell));
        fs::write(path, failed).map_err(|error| Trouble::failed(error).context(path.display()))?;
    }
    report(options, json, &reading, &done)
}

/// How the bytes of the file were read.
#[derive(Serialize)]
struct Reading {
    encoding: &'static str,
    certainty: Certainty,
    /// A line in which a wrong encoding would show.
    sample: Option<String>,
    /// Places that cannot be read so.
    damaged: usize,
}

impl Reading {
    fn of(decoded: &Decoded) -> Self {
        let Decoded { encoding, certainty, sample, damaged, .. } = decoded;
        Self { encoding: encoding.label(), certainty: *certainty, sample: sample.clone(), damaged: *damaged }
    }
}

/// What nobody was asked about.
#[derive(Serialize)]
struct Granted {
    /// Not blocking: the mapping holds a proposal.
    doubts: Vec<Doubt>,
    /// Columns that hold something and are left out, for another reason than such a doubt.
    left_out: Vec<LeftOut>,
}

#[derive(Serialize)]
struct LeftOut {
    column: String,
    reason: String,
}

struct Done {
    plan: Plan,
    /// What was taken for granted.
    granted: Granted,
    group: Option<Id>,
}

fn read(options: &Import) -> Result<(Table, Reading), Trouble> {
    let path = options.file();
    let size = fs::metadata(path)?.len();
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_lowercase();
    if !matches!(&*extension, "csv" | "tsv" | "txt") {
        return Err(Trouble::usage("only tables can be imported so far: .csv, .tsv or .txt"));
    }
    if size > MOST {
        return Err(Trouble::failed("the file is larger than 1 GiB; split it"));
    }
    let decoded = decoded(&fs::read(path)?, options.encoding.map(Encoding::from))?;
    let (sniff, reading) = (sniff(&decoded.text), Reading::of(&decoded));
    let table = decoded.table(sniff.delimiter, sniff.header).map_err(|problem| Trouble::problems(&[problem]))?;
    Ok((table, reading))
}

/// The text, in the encoding that was said or that the bytes tell; asks where they tell none.
fn decoded(bytes: &[u8], said: Option<Encoding>) -> Result<Decoded, Trouble> {
    let read = said.map_or_else(|| decode(bytes), |encoding| decode_as(bytes, encoding));
    let decoded = read.map_err(|problem| Trouble::problems(&[problem]))?;
    let (encoding, sample) = (decoded.encoding.label(), decoded.sample.as_deref().unwrap_or_default());
    match decoded.certainty {
        Certainty::Ambiguous => {
            let why = format!(
                "the encoding is not certain: read as {encoding}, a line is {sample:?}. Say it by --encoding utf-8, \
                 --encoding windows-1252 or another"
            );
            return Err(Trouble::Undecided { why, open: json!({ "file": Reading::of(&decoded) }) });
        }
        Certainty::Likely if decoded.encoding != Encoding::Utf8 => {
            eprintln!("sextant: the file is taken to be in {encoding}: {sample:?}; --encoding says another");
        }
        Certainty::Likely | Certainty::Certain => {}
    }
    if decoded.damaged > 0 {
        let places = counted(decoded.damaged, "place", "places");
        eprintln!("sextant: {places} of the file cannot be read as {encoding}; rows with such a place fail");
    }
    Ok(decoded)
}

/// `1 row`, `2 rows`.
fn counted(n: usize, one: &str, several: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { several })
}

async fn run(opened: &mut Opened, options: &Import, table: &Table) -> Result<Done, Trouble> {
    let schema = opened.workspace.truth().schema().clone();
    let (mut mapping, granted) = mapping(&schema, options, table)?;
    let mut planned = planned(opened, &schema, &mapping, table)?;
    if options.accept_near && accept(&mut mapping, &planned) {
        planned = self::planned(opened, &schema, &mapping, table)?;
    }
    if options.dry_run {
        return Ok(Done { plan: planned, granted, group: None });
    }
    let group = new_id(SystemClock.now()).map_err(Trouble::failed)?;
    write(opened, operations(&schema, &planned), group).await?;
    Ok(Done { plan: planned, granted, group: Some(group) })
}

/// What the headers suggest, with what the file says laid over it; and what that takes for granted.
fn mapping(schema: &Schema, options: &Import, table: &Table) -> Result<(Mapping, Granted), Trouble> {
    if schema.entity(options.entity()).is_none() {
        return Err(Trouble::usage(format!("there is no entity {:?}", options.entity())));
    }
    let profiles = profile(table);
    let name = options.file().file_name().and_then(|name| name.to_str());
    let currency = options.currency.unwrap_or(Hint::default().currency);
    let hint = Hint { entity: Some(options.entity()), file_name: name, currency };
    let mut mapping = suggest(schema, &hint, &profiles).mapping;
    let suggested = mapping.clone();
    if let Some(path) = &options.mapping {
        let wrong = |error: &dyn std::fmt::Display| Trouble::failed(error).context(path.display());
        let text = fs::read_to_string(path).map_err(|error| wrong(&error))?;
        let mut over: Mapping = serde_json::from_str(&text).map_err(|error| wrong(&error))?;
        // The command says what the rows are.
        over.entity = mapping.entity.clone();
        mapping = mapping.overlaid(over);
    }
    leave_out(&mut mapping, &options.leave_out)?;
    keep(schema, &mut mapping, options, &profiles)?;
    if let Some(currency) = options.currency {
        mapping.in_currency(currency);
    }
    if !options.match_by.is_empty() {
        mapping.match_by.clone_from(&options.match_by);
    }
    let (open, doubts): (Vec<Doubt>, Vec<Doubt>) =
        doubts(schema, &mapping, &profiles).into_iter().partition(|doubt| doubt.blocking);
    if open.is_empty() {
        let left_out = left_out(&suggested, &mapping, &profiles, &doubts);
        return Ok((mapping, Granted { doubts, left_out }));
    }
    let said: Vec<String> = open.iter().map(doubt).collect();
    let why = format!("decide in a mapping file first: {}", said.join("; "));
    Err(Trouble::Undecided { why, open: json!({ "doubts": open }) })
}

/// The columns that nobody left out by choice: as suggested, they are ignored for a reason, and something is lost.
fn left_out(suggested: &Mapping, mapping: &Mapping, profiles: &[Profile], doubts: &[Doubt]) -> Vec<LeftOut> {
    let filled = |name: &str| profiles.iter().any(|profile| profile.column == name && profile.filled > 0);
    let asked = |name: &str| doubts.iter().any(|doubt| doubt.column == name);
    let reason = |column: &Column| {
        let key = column.ignored.as_deref()?;
        let same = suggested.column(&column.column)?.ignored.as_deref() == Some(key);
        (same && filled(&column.column) && !asked(&column.column)).then(|| say(&Problem::new(key)))
    };
    let columns = mapping.columns.iter();
    columns.filter_map(|column| Some(LeftOut { column: column.column.clone(), reason: reason(column)? })).collect()
}

fn leave_out(mapping: &mut Mapping, columns: &[String]) -> Result<(), Trouble> {
    for name in columns {
        column(mapping, name)?.leave_out();
    }
    Ok(())
}

fn column<'a>(mapping: &'a mut Mapping, name: &str) -> Result<&'a mut Column, Trouble> {
    mapping.column_mut(name).ok_or_else(|| Trouble::usage(format!("the file has no column {name:?}")))
}

/// Takes columns whose values do not all fit. One that goes somewhere already is taken as it is.
fn keep(schema: &Schema, mapping: &mut Mapping, options: &Import, profiles: &[Profile]) -> Result<(), Trouble> {
    let open = doubts(schema, mapping, profiles);
    let currency = options.currency.unwrap_or(Hint::default().currency);
    for name in &options.keep {
        let column = column(mapping, name)?;
        let target = open.iter().find_map(|doubt| match &doubt.about {
            About::Misfit { target, .. } if doubt.column == *name => Some(target),
            _ => None,
        });
        match target {
            Some(target) => column.send(vec![target.clone()], currency),
            None if column.targets.is_empty() => {
                let why = format!("where column {name:?} goes is not known; a mapping file with \"targets\" says it");
                return Err(Trouble::usage(why));
            }
            None => {}
        }
    }
    Ok(())
}

fn doubt(doubt: &Doubt) -> String {
    let column = &doubt.column;
    let what = match &doubt.about {
        About::Date { .. } => "which of day, month and year comes first (\"date\": \"dmy\", \"mdy\" or \"ymd\")",
        About::Number { .. } => "whether a point or a comma begins the decimals (\"number\": \"point\" or \"comma\")",
        About::Currency { .. } => "the currency (\"currency\": \"USD\")",
        About::Unit { .. } => "the unit (\"multiply\": \"1000000\")",
        About::Unknown => "where it goes (\"targets\": [\"FIELD\"])",
        About::Misfit { target, example } => {
            return format!(
                "column {column:?}: {example:?} cannot go into {target} (\"targets\": [\"FIELD\"], or --leave-out {column:?}, \
                 or --keep {column:?}, which gives the rows back that do not fit)"
            );
        }
    };
    format!("column {column:?}: {what}")
}

/// What the command does where nobody has decided, and how to decide.
fn granted(doubt: &Doubt) -> String {
    let what = match &doubt.about {
        About::Currency { currency } => format!("amounts are taken to be in {currency}; --currency says another"),
        About::Unit { multiply, example } => {
            format!(
                "{example:?} and the others are multiplied by {multiply}; a mapping file with \"multiply\" says otherwise"
            )
        }
        About::Misfit { target, example } => {
            format!(
                "left out, for {example:?} cannot go into {target}; a mapping file with \"targets\" says where it goes, \
                 --keep that it goes there all the same"
            )
        }
        About::Unknown | About::Date { .. } | About::Number { .. } => {
            "left out; a mapping file with \"targets\" says where it goes".to_owned()
        }
    };
    format!("column {:?}: {what}", doubt.column)
}

fn planned(opened: &Opened, schema: &Schema, mapping: &Mapping, table: &Table) -> Result<Plan, Trouble> {
    let truth = opened.workspace.truth();
    let settings = Settings { schema, access: &Access::system(), today: today()? };
    let mut lost = None;
    let mut ids = || {
        new_id(SystemClock.now()).unwrap_or_else(|error| {
            lost = Some(error);
            Id::NIL
        })
    };
    let made = plan(settings, mapping, table, &Truth(&truth), &mut ids);
    match lost {
        Some(error) => Err(Trouble::failed(error)),
        None => made.map_err(|problems| Trouble::problems(&problems)),
    }
}

struct Truth<'a>(&'a Authority);

impl Existing for Truth<'_> {
    fn records(&self, entity: &str) -> Vec<Arc<Record>> {
        self.0.visible(&Access::system(), entity).map(|held| held.record.clone()).collect()
    }
}

/// Answers the questions that have one candidate; whether there were any.
fn accept(mapping: &mut Mapping, plan: &Plan) -> bool {
    let mut answered = false;
    for question in &plan.questions {
        if let [(_, title)] = question.candidates.as_slice() {
            mapping.answer(&question.column, &question.value, Answer::Use(title.clone()));
            answered = true;
        }
    }
    answered
}

async fn write(opened: &mut Opened, batches: Vec<Vec<Operation>>, group: Id) -> Result<(), Trouble> {
    for batches in batches.chunks(BATCHES) {
        let offers = batches.iter().map(|ops| opened.mutation(ops.clone(), Some(group))).collect();
        let push = Push { present: true, ..Push::new(Actor::System, offers) };
        let written = opened.write(push).await;
        written.map_err(|trouble| {
            trouble.context("the import stopped half-way; mend this and run it again, what is there already is skipped")
        })?;
    }
    Ok(())
}

fn report(options: &Import, json: bool, reading: &Reading, done: &Done) -> Result<(), Trouble> {
    let counts = done.plan.counts;
    for doubt in &done.granted.doubts {
        eprintln!("sextant: {}", granted(doubt));
    }
    for LeftOut { column, reason } in &done.granted.left_out {
        eprintln!("sextant: column {column:?}: left out; {}", reason.trim_end_matches('.'));
    }
    for question in &done.plan.questions {
        let candidates: Vec<_> = question.candidates.iter().map(|(_, title)| format!("{title:?}")).collect();
        let near = if candidates.is_empty() {
            "nothing like it exists. Answer with \"values\" or \"new\" in a mapping file".to_owned()
        } else {
            let near = candidates.join(" or ");
            format!("did you mean {near}? Answer with \"values\" or \"new\" in a mapping file, or --accept-near")
        };
        let rows = counted(question.rows, "row", "rows");
        eprintln!("sextant: {} {:?} is unknown ({rows}); {near}", question.column, question.value);
    }
    for (row, problems) in done.plan.failures().take(5) {
        let said: Vec<_> = problems.iter().map(|cell| failure(&done.plan.entity, cell)).collect();
        eprintln!("sextant: row {row}: {}", said.join(" "));
    }
    let would = if options.dry_run { "would be " } else { "" };
    let also =
        if counts.linked > 0 { format!(" ({} linked records {would}created)", counts.linked) } else { String::new() };
    let text = format!(
        "{would}created {}, updated {}, skipped {}, failed {}{also}",
        counts.created, counts.updated, counts.skipped, counts.failed
    );
    let object = json!({ "dry_run": options.dry_run, "counts": counts, "file": reading, "granted": done.granted, "questions": done.plan.questions, "group": done.group });
    print(json, &text, &object)?;
    failed_rows(options, &counts)
}

/// A problem under the name of its column, or of the field where the file has no column for it.
fn failure(entity: &str, cell: &CellProblem) -> String {
    cell.named(say(&cell.problem), |field| field_label(entity, field))
}

fn field_label(entity: &str, field: &str) -> String {
    let key = Schema::built_in().entity(entity).map(|def| def.field_label_key(field)).unwrap_or_default();
    let label = say(&Problem::new(&key));
    if label == key { field.to_owned() } else { label }
}

/// Rows that failed are a failure, or a script would go on without them; those that did not fail are in. A dry run
/// has done what it was to do, unless nothing at all could be imported.
fn failed_rows(options: &Import, counts: &Counts) -> Result<(), Trouble> {
    let none = counts.created + counts.updated + counts.skipped == 0;
    match counts.failed {
        0 => Ok(()),
        _ if none => Err(Trouble::failed("no row could be imported; --errors FILE gives the reasons row by row")),
        _ if options.dry_run => Ok(()),
        n => Err(Trouble::failed(format!(
            "{n} of {} rows could not be imported, the others are in; --errors FILE gives the reasons row by row",
            counts.created + counts.updated + counts.skipped + n
        ))),
    }
}
