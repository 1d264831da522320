//! The list as a file.

use super::ListState;
use crate::{
    i18n::t_with,
    record::words::{counted, entities_word},
    services::{save_file, use_replica},
    ui::format,
};
use leptos::prelude::*;
use shared::transfer::export_csv;

/// Saves what the list shows, row by row in its order, as CSV.
pub(super) fn export(list: ListState) {
    let replica = use_replica();
    let rows = list.rows.get_untracked();
    let csv = replica.read(|replica| {
        let schema = replica.schema();
        let def = schema.entity(&list.entity())?;
        Some(export_csv(schema, def, rows.0.iter().map(AsRef::as_ref), |entity, id| Some(replica.title(entity, id))))
    });
    let name = format!("{}-{}.csv", entities_word(&list.entity()).to_lowercase(), format::today());
    let Some(csv) = csv else { return };
    save_file(&name, "text/csv;charset=utf-8", &csv);
    replica
        .say(t_with("list-exported", &[("what", counted(&list.entity(), rows.0.len()).into()), ("file", name.into())]));
}
