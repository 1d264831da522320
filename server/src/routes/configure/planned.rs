//! Records that are not written yet, seen among those that are: what is to be written is priced before it is written.

use std::sync::Arc;

use shared::{
    Id, Record,
    record::Stamp,
    sync::{Authority, Operation, Rows},
};

/// The truth with new records beside it.
pub(super) struct Planned<'a> {
    truth: &'a Authority,
    news: Vec<Arc<Record>>,
}

impl<'a> Planned<'a> {
    /// The truth with what these operations make.
    pub(super) fn new(truth: &'a Authority, ops: &[Operation]) -> Self {
        Self { truth, news: ops.iter().filter_map(made).map(Arc::new).collect() }
    }
}

impl Rows for Planned<'_> {
    fn row(&self, entity: &str, id: Id) -> Option<Arc<Record>> {
        let own = self.news.iter().find(|row| *row.entity == *entity && row.id == id).cloned();
        own.or_else(|| self.truth.row(entity, id))
    }

    fn holding(&self, entity: &str, field: &str, text: &str) -> Vec<Arc<Record>> {
        let own = self.news.iter().filter(|row| *row.entity == *entity && row.value(field).as_text() == Some(text));
        self.truth.holding(entity, field, text).into_iter().chain(own.cloned()).collect()
    }
}

fn made(op: &Operation) -> Option<Record> {
    let Operation::Create { entity, id, values } = op else { return None };
    let stamp = Arc::new(Stamp { seq: 0, at: 0, by: Id::NIL, client: Id::NIL });
    let mut record = Record::new(entity.clone(), *id, stamp.clone());
    for (field, value) in values {
        record.set(field.clone(), value.clone(), stamp.clone());
    }
    Some(record)
}
