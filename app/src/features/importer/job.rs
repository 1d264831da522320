//! An import on its way through the wizard: what is known of the file, the mapping, the dry run.
//!
//! All decisions are `shared::transfer`'s; this holds them between screens and gives the browser
//! time to breathe.

use super::earlier::Earlier;
use crate::services::{Refusal, ReplicaHandle, breathe, new_id, today};
use shared::{
    Id, Name, Problem, Record, Schema,
    replica::Replica,
    sync::Operation,
    transfer::{
        Decoded, Doubt, Encoding, Existing, Hint, Mapping, Plan, Planner, Profile, Receipt, Settings, Sniff,
        Suggestion, Table, decode, decode_as, doubts, needs, operations, profile, sniff, suggest, undo,
    },
    value::Currency,
};
use std::{collections::HashMap, sync::Arc};

/// Rows planned before the browser may paint.
const SLICE: usize = 250;

/// A file that was read as a table.
#[derive(Clone)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Arc<Vec<u8>>,
    /// How they were read.
    pub decoded: Arc<Decoded>,
    /// What the text looks like.
    pub sniff: Sniff,
    /// Headers and rows.
    pub table: Arc<Table>,
    /// Facts about the columns.
    pub profiles: Arc<Vec<Profile>>,
}

impl Source {
    /// Reads a file, by detection.
    pub fn read(name: &str, bytes: Vec<u8>) -> Result<Self, Problem> {
        let decoded = decode(&bytes)?;
        let found = sniff(&decoded.text);
        Self::of(name, Arc::new(bytes), decoded, found)
    }

    /// Reads it again in another encoding.
    pub fn in_encoding(&self, encoding: Encoding) -> Result<Self, Problem> {
        let decoded = decode_as(&self.bytes, encoding)?;
        let found = sniff(&decoded.text);
        Self::of(&self.name, self.bytes.clone(), decoded, found)
    }

    /// Reads it again as a table of another form.
    pub fn in_form(&self, delimiter: u8, header: bool) -> Result<Self, Problem> {
        let found = Sniff { delimiter, header, ..self.sniff.clone() };
        Self::of(&self.name, self.bytes.clone(), (*self.decoded).clone(), found)
    }

    fn of(name: &str, bytes: Arc<Vec<u8>>, decoded: Decoded, sniff: Sniff) -> Result<Self, Problem> {
        let table = decoded.table(sniff.delimiter, sniff.header)?;
        let profiles = Arc::new(profile(&table));
        Ok(Self { name: name.to_owned(), bytes, decoded: Arc::new(decoded), sniff, table: Arc::new(table), profiles })
    }

    /// A mapping by what the columns are called and hold.
    pub fn suggest(&self, schema: &Schema, entity: Option<&str>, currency: Currency) -> Suggestion {
        suggest(schema, &Hint { entity, file_name: Some(&self.name), currency }, &self.profiles)
    }

    /// What is still open under a mapping.
    pub fn doubts(&self, schema: &Schema, mapping: &Mapping) -> Vec<Doubt> {
        doubts(schema, mapping, &self.profiles)
    }
}

/// The records that an import may meet, as they were when the dry run began.
struct Snapshot(HashMap<Name, Vec<Arc<Record>>>);

impl Existing for Snapshot {
    fn records(&self, entity: &str) -> Vec<Arc<Record>> {
        self.0.get(entity).cloned().unwrap_or_default()
    }
}

fn snapshot(replica: &Replica, mapping: &Mapping) -> Snapshot {
    let names = needs(replica.schema(), mapping);
    Snapshot(names.into_iter().map(|name| (name.clone(), replica.rows(&name).to_vec())).collect())
}

/// Plans an import without changing anything; tells how far it is.
pub async fn dry_run(
    replica: ReplicaHandle,
    source: &Source,
    mapping: &Mapping,
    tell: impl Fn(usize, usize),
) -> Result<Plan, Vec<Problem>> {
    let access = replica.read(Replica::access).ok_or_else(|| vec![Problem::new("problem-not-allowed")])?;
    let (schema, existing) = replica.read(|replica| (replica.schema().clone(), snapshot(replica, mapping)));
    let mut ids: Box<dyn FnMut() -> Id> = Box::new(new_id);
    let settings = Settings { schema: &schema, access: &access, today: today() };
    let mut planner = Planner::new(settings, mapping, &source.table, &existing, &mut *ids)?;
    let total = planner.total();
    while !planner.step(SLICE) {
        tell(planner.done(), total);
        breathe().await;
    }
    Ok(planner.finish())
}

/// A finished import, with what is needed to take it back.
#[derive(Clone)]
pub struct Done {
    /// What it did, as it is kept.
    pub import: Arc<Earlier>,
    /// Why it ended early, if it did: what was written until then stands and can be taken back.
    pub refusal: Option<Refusal>,
}

/// Writes a plan, mutation by mutation, all of one group; tells how many of how many are written. The way back is on
/// the disk before the first of them: whatever ends the app then, the import can be taken back.
pub async fn carry_out(replica: ReplicaHandle, file: &str, plan: &Plan, tell: impl Fn(usize, usize)) -> Done {
    let schema = replica.read(|replica| replica.schema().clone());
    let batches = operations(&schema, plan);
    let before: HashMap<(Name, Id), Arc<Record>> = replica.read(|replica| rows_before(replica, &batches));
    let known = |entity: &str, id: Id| before.get(&(entity.into(), id)).cloned();
    let import = Earlier::new(new_id(), file, &plan.entity, plan.counts, Receipt::of(batches.iter().flatten(), known));
    let refusal = match import.keep(replica).await {
        Ok(()) => write(replica, &batches, import.id, tell).await.err(),
        Err(error) => Some(Refusal::Storage(error)),
    };
    Done { import: Arc::new(import), refusal }
}

async fn write(
    replica: ReplicaHandle,
    batches: &[Vec<Operation>],
    group: Id,
    tell: impl Fn(usize, usize),
) -> Result<(), Refusal> {
    for (at, batch) in batches.iter().enumerate() {
        tell(at, batches.len());
        replica.commit(batch.clone(), Some(group)).await?;
        breathe().await;
    }
    Ok(())
}

fn rows_before(replica: &Replica, batches: &[Vec<Operation>]) -> HashMap<(Name, Id), Arc<Record>> {
    let targets = batches.iter().flatten().map(Operation::target);
    let rows = targets.filter_map(|(entity, id)| Some(((entity.clone(), id), replica.get(entity, id)?.clone())));
    rows.collect()
}

/// Takes an import back. Gives how many fields stay because somebody changed them since. Where that ends early, the rest
/// can be taken back later.
pub async fn take_back(replica: ReplicaHandle, import: &Earlier) -> Result<usize, Refusal> {
    let undo = replica.read(|replica| undo(&import.receipt, |entity, id| replica.get(entity, id).cloned()));
    write(replica, &undo.batches, new_id(), |_, _| ()).await?;
    import.undone().keep(replica).await.map_err(Refusal::Storage)?;
    Ok(undo.kept.len())
}

/// Whether an operation deletes.
pub const fn deletes(op: &Operation) -> bool {
    matches!(op, Operation::Delete { .. })
}
