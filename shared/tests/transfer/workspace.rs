//! A workspace in memory: rows kept by `shared::sync::apply`, as the server keeps them.

use shared::{
    Id, Name, Record, Schema, Value,
    demo::FIRM,
    entities::{Pipeline, Role as RoleRecord, Seller, Stage, seller_id},
    rules::{Access, Hidden, Role},
    sync::{Context, Mutation, Operation, Rows, apply},
    transfer::{
        Existing, Hint, Mapping, Plan, Receipt, Settings, Suggestion, Table, decode, operations, plan, profile, sniff,
        suggest, undo,
    },
    value::Date,
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

pub(crate) struct Workspace {
    pub(crate) schema: Schema,
    rows: BTreeMap<(Name, Id), Arc<Record>>,
    by_text: HashMap<(Name, Name, String), Vec<Id>>,
    seq: u64,
    next: u128,
}

/// The day of all tests.
pub(crate) fn today() -> Date {
    "2026-11-21".parse().unwrap()
}

/// Stages of the default pipeline: (name, kind, chance of winning).
const STAGES: [(&str, &str, f64); 6] = [
    ("Prospecting", "open", 10.0),
    ("Engaging", "open", 30.0),
    ("Proposal", "open", 50.0),
    ("Negotiation", "open", 75.0),
    ("Won", "won", 100.0),
    ("Lost", "lost", 0.0),
];

impl Workspace {
    /// Roles, the default pipeline with its stages, a second pipeline with a stage of the same name, and the firm.
    pub(crate) fn new() -> Self {
        let mut workspace =
            Self { schema: Schema::built_in(), rows: BTreeMap::new(), by_text: HashMap::new(), seq: 0, next: 1 };
        let roles = Role::ALL.map(|role| {
            let values =
                [(RoleRecord::NAME.id, Value::text(title_case(role.key()))), (RoleRecord::KEY.id, role.key().into())];
            Operation::create("role", role.id(), values)
        });
        let (sales, partners) = (Id::named("pipeline/sales"), Id::named("second"));
        let pipeline = |id, name: &str, position| {
            Operation::create(
                "pipeline",
                id,
                [(Pipeline::NAME.id, Value::from(name)), (Pipeline::POSITION.id, Value::Number(position))],
            )
        };
        let stage = |pipeline: Id, position: f64, (name, kind, chance): (&str, &str, f64)| {
            let values: [(&str, Value); 5] = [
                (Stage::NAME.id, name.into()),
                (Stage::PIPELINE.id, pipeline.into()),
                (Stage::POSITION.id, position.into()),
                (Stage::PROBABILITY.id, chance.into()),
                (Stage::KIND.id, kind.into()),
            ];
            Operation::create("stage", stage_id(pipeline, name), values)
        };
        let mut ops: Vec<Operation> = roles.into();
        ops.extend([pipeline(partners, "Partners", 2.0), pipeline(sales, "Sales", 1.0)]);
        ops.extend(STAGES.iter().zip(1..).map(|(facts, position)| stage(sales, f64::from(position), *facts)));
        ops.push(stage(partners, 1.0, ("Won", "won", 100.0)));
        ops.push(Operation::create("seller", seller_id(), [(Seller::NAME.id, Value::from(FIRM))]));
        workspace.push(ops);
        workspace
    }

    pub(crate) fn push(&mut self, ops: Vec<Operation>) {
        self.push_at((self.seq + 1) * 1000, ops);
    }

    pub(crate) fn push_at(&mut self, at: u64, ops: Vec<Operation>) {
        self.seq += 1;
        let mutation = Mutation {
            client: Id::named("device"),
            number: self.seq,
            at,
            ops,
            group: None,
            epoch: String::new(),
            seen: None,
        };
        let (access, hidden) = (Access::system(), Hidden::NOTHING);
        let context = Context { schema: &self.schema, access: &access, hidden, reads: &|_, _, _| true, seq: self.seq };
        let applied = apply(&context, self, &mutation).expect("every planned operation applies");
        assert!(applied.attentions.is_empty(), "an import never loses a value");
        for row in applied.rows {
            self.keep(row);
        }
    }

    fn keep(&mut self, row: Record) {
        for cell in row.cells() {
            if let Some(text) = cell.value.as_text() {
                let ids = self.by_text.entry((row.entity.clone(), cell.field.clone(), text.to_owned())).or_default();
                if !ids.contains(&row.id) {
                    ids.push(row.id);
                }
            }
        }
        self.rows.insert((row.entity.clone(), row.id), Arc::new(row));
    }

    pub(crate) fn live(&self, entity: &str) -> Vec<Arc<Record>> {
        let rows = self.rows.values().filter(|row| *row.entity == *entity && row.deleted.is_none());
        rows.cloned().collect()
    }

    pub(crate) fn find(&self, entity: &str, title: &str) -> Arc<Record> {
        let mut found = self.live(entity).into_iter().filter(|row| self.schema.title(row) == title);
        let first = found.next().unwrap_or_else(|| panic!("no {entity} {title}"));
        assert!(found.next().is_none(), "two {entity} {title}");
        first
    }

    pub(crate) fn get(&self, entity: &str, id: Id) -> Option<Arc<Record>> {
        self.rows.get(&(entity.into(), id)).cloned()
    }

    pub(crate) fn title_of(&self, row: &Record, link: &str, target: &str) -> String {
        let id = row.value(link).as_text().and_then(|id| id.parse().ok());
        id.and_then(|id| self.get(target, id)).map_or_else(String::new, |row| self.schema.title(&row))
    }

    pub(crate) fn id(&mut self) -> Id {
        self.next += 1;
        Id::new(1_000, self.next)
    }

    /// A dry run.
    pub(crate) fn plan(&mut self, mapping: &Mapping, table: &Table) -> Plan {
        let mut next = self.next;
        let mut ids = || {
            next += 1;
            Id::new(1_000, next)
        };
        let settings = Settings { schema: &self.schema, access: &Access::system(), today: today() };
        let plan = plan(settings, mapping, table, self, &mut ids).unwrap_or_else(|problems| panic!("{problems:?}"));
        self.next = next;
        plan
    }

    /// Carries a plan out, with a receipt to undo it.
    pub(crate) fn carry_out(&mut self, plan: &Plan) -> Receipt {
        let batches = operations(&self.schema, plan);
        let receipt = Receipt::of(batches.iter().flatten(), |entity, id| self.get(entity, id));
        for batch in batches {
            assert!(!batch.is_empty() && batch.len() <= 250);
            self.push(batch);
        }
        receipt
    }

    pub(crate) fn undo(&mut self, receipt: &Receipt) -> shared::transfer::Undo {
        let undone = undo(receipt, |entity, id| self.get(entity, id));
        for batch in undone.batches.clone() {
            self.push(batch);
        }
        undone
    }
}

impl Rows for Workspace {
    fn row(&self, entity: &str, id: Id) -> Option<Arc<Record>> {
        self.get(entity, id)
    }

    fn holding(&self, entity: &str, field: &str, text: &str) -> Vec<Arc<Record>> {
        let ids = self.by_text.get(&(entity.into(), field.into(), text.to_owned())).into_iter().flatten();
        let rows = ids.filter_map(|id| self.get(entity, *id));
        rows.filter(|row| row.deleted.is_none() && row.value(field).as_text() == Some(text)).collect()
    }
}

impl Existing for Workspace {
    fn records(&self, entity: &str) -> Vec<Arc<Record>> {
        self.live(entity)
    }
}

/// As every founded workspace names the stages of its first pipeline.
fn stage_id(pipeline: Id, name: &str) -> Id {
    let sales = pipeline == Id::named("pipeline/sales");
    Id::named(&if sales { format!("stage/sales/{}", name.to_lowercase()) } else { format!("{pipeline}{name}") })
}

fn title_case(key: &str) -> String {
    let text = key.replace('_', "-");
    text[..1].to_uppercase() + &text[1..]
}

/// A file as far as a wizard takes it without a question.
pub(crate) fn read(bytes: &[u8]) -> Table {
    let decoded = decode(bytes).expect("text");
    let sniff = sniff(&decoded.text);
    decoded.table(sniff.delimiter, sniff.header).expect("a table")
}

pub(crate) fn suggested(schema: &Schema, table: &Table, entity: Option<&str>) -> Suggestion {
    suggest(schema, &Hint { entity, ..Hint::default() }, &profile(table))
}
