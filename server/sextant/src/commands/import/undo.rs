//! Imports that were made before: in the app or here, the log knows them all.

use std::fmt::Write;

use server::{
    clock::{Clock, SystemClock, new_id},
    upkeep::{self, Group},
};
use shared::{Id, transfer, value::DateTime};

use super::super::print;
use crate::{cli::Place, opened::Opened, trouble::Trouble};

/// `sextant import --list`
pub(super) async fn list(place: &Place, json: bool) -> Result<(), Trouble> {
    let opened = Opened::existing(place).await?;
    let groups = upkeep::groups(&**opened.store()).await;
    let lines = groups.as_ref().map(|groups| groups.iter().map(|group| line(&opened, group)).collect::<Vec<_>>());
    let text = lines.map_or_else(|_| String::new(), |lines| lines.join("\n"));
    opened.close().await?;
    let groups = groups?;
    let text = if groups.is_empty() { "nothing was imported yet".to_owned() } else { text };
    print(json, &text, &serde_json::json!({ "imports": groups }))
}

fn line(opened: &Opened, group: &Group) -> String {
    let truth = opened.workspace.truth();
    let by =
        truth.held("user", group.by).map_or_else(|| "the server".to_owned(), |held| truth.schema().title(&held.record));
    let at = i64::try_from(group.at).ok().and_then(|at| DateTime::from_millisecond(at).ok()).unwrap_or_default();
    let Group { id, created, changed, deleted, .. } = group;
    format!("{id}  {at}  {by}: created {created}, updated {changed}, deleted {deleted}")
}

/// `sextant import --undo GROUP`
pub(super) async fn undo(place: &Place, group: Id, json: bool) -> Result<(), Trouble> {
    let mut opened = Opened::existing(place).await?;
    let done = take_back(&mut opened, group).await;
    opened.close().await?;
    let Undone { deleted, changed, kept, edited, group } = done?;
    let mut text = format!("deleted {deleted}, changed back {changed}");
    if kept > 0 {
        let _ = write!(text, "; {kept} fields were changed since and keep their values");
    }
    if edited > 0 {
        let _ = write!(text, "; {edited} of the deleted records were changed since the import, and can be restored");
    }
    let object = serde_json::json!({
        "deleted": deleted, "changed": changed, "kept": kept, "edited": edited, "group": group,
    });
    print(json, &text, &object)
}

struct Undone {
    deleted: usize,
    changed: usize,
    kept: usize,
    edited: usize,
    group: Id,
}

async fn take_back(opened: &mut Opened, group: Id) -> Result<Undone, Trouble> {
    let schema = opened.workspace.truth().schema().clone();
    let receipt = upkeep::receipt(&**opened.store(), schema, group).await.map_err(Trouble::failed)?;
    let receipt = receipt.ok_or_else(|| Trouble::failed("nothing was imported under this group; see --list"))?;
    let undo = {
        let truth = opened.workspace.truth();
        transfer::undo(&receipt, |entity, id| truth.held(entity, id).map(|held| held.record.clone()))
    };
    let ops = undo.batches.iter().flatten();
    let deleted = ops.clone().filter(|op| matches!(op, shared::sync::Operation::Delete { .. })).count();
    let changed = ops.count() - deleted;
    let own = new_id(SystemClock.now()).map_err(Trouble::failed)?;
    super::write(opened, undo.batches, own).await?;
    Ok(Undone { deleted, changed, kept: undo.kept.len(), edited: undo.edited.len(), group: own })
}
