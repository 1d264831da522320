//! Public models, read and stripped once.

use std::sync::Arc;

use product::{Flat, Model, model::Sizes};
use shared::{Id, Record, entities::ProductModel};
use tokio::sync::Mutex;

use crate::failure::Failure;

/// How many stay open: what is asked for least lately makes room.
const MOST: usize = 32;

/// Models that public pages show. A published model is sealed, so it is read once.
#[derive(Default)]
pub struct PublicModels(Mutex<Vec<(Id, Option<Arc<OpenModel>>)>>);

/// A model as a page needs it.
pub(super) struct OpenModel {
    /// What an outsider may have of it, as JSON.
    pub(super) source: String,
    pub(super) flat: Flat,
    /// The step of each attribute.
    pub(super) groups: Vec<String>,
    pub(super) currency: String,
    /// Whether there is something to be seen of it.
    pub(super) has_body: bool,
}

impl PublicModels {
    /// The model of a record. One is read at a time, and what cannot be read is not tried again.
    pub(super) async fn open(&self, record: &Record) -> Result<Arc<OpenModel>, Failure> {
        let mut all = self.0.lock().await;
        let known = all.iter().position(|(id, _)| *id == record.id).map(|at| all.remove(at));
        let entry = match known {
            Some(known) => known,
            None => (record.id, read(record).await?),
        };
        let model = entry.1.clone();
        all.insert(0, entry);
        all.truncate(MOST);
        model.ok_or_else(Failure::not_found)
    }
}

async fn read(record: &Record) -> Result<Option<Arc<OpenModel>>, Failure> {
    let (id, source) = (record.id, record.get(ProductModel::SOURCE).unwrap_or_default().to_owned());
    let read = tokio::task::spawn_blocking(move || opened(&source)).await;
    let read = read.map_err(|error| Failure::unforeseen("a public model", &error))?;
    if read.is_none() {
        tracing::error!(%id, "a published model cannot be read");
    }
    Ok(read.map(Arc::new))
}

fn opened(source: &str) -> Option<OpenModel> {
    let model = Model::from_json(source).ok()?;
    let flat = model.flatten(&Sizes::default()).ok()?;
    Some(OpenModel {
        source: serde_json::to_string(&model.for_customers()).ok()?,
        groups: model.groups().collect(),
        currency: model.currency.clone(),
        has_body: model.body.is_some(),
        flat,
    })
}
