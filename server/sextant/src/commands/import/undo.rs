//! Imports that were made before: in the app or here, the log knows them all.

use std::fmt::Write;

use serde::Serialize;
use server::{
    clock::{Clock, SystemClock, new_id},
    upkeep::{self, Group},
};
use shared::{
    Id,
    transfer::{self, Existing},
    value::DateTime,
};

use super::{super::print, counted};
use crate::{
    cli::{Import, Place},
    opened::Opened,
    trouble::Trouble,
};

/// An import in the list.
#[derive(Serialize)]
struct Listed {
    #[serde(flatten)]
    group: Group,
    /// Nothing is left of it.
    nothing_left: bool,
}

/// `sextant import --list`
pub(super) async fn list(place: &Place, json: bool) -> Result<(), Trouble> {
    let opened = Opened::existing(place).await?;
    let listed = listed(&opened).await;
    let lines = listed.as_ref().map(|listed| listed.iter().map(|one| line(&opened, one)).collect::<Vec<_>>());
    let text = lines.map_or_else(|_| String::new(), |lines| lines.join("\n"));
    opened.close().await?;
    let listed = listed?;
    let text = if listed.is_empty() { "nothing was imported yet".to_owned() } else { text };
    print(json, &text, &serde_json::json!({ "imports": listed }))
}

async fn listed(opened: &Opened) -> Result<Vec<Listed>, Trouble> {
    let store = &**opened.store();
    let groups = upkeep::groups(store).await?;
    let schema = opened.workspace.truth().schema().clone();
    let receipts = upkeep::receipts(store, schema, |_| true).await.map_err(Trouble::failed)?;
    let truth = opened.workspace.truth();
    let now = |entity: &str, id| truth.held(entity, id).map(|held| held.record.clone());
    let nothing_left = |id: &Id| receipts.get(id).is_some_and(|receipt| transfer::nothing_left(receipt, now));
    Ok(groups.into_iter().map(|group| Listed { nothing_left: nothing_left(&group.id), group }).collect())
}

fn line(opened: &Opened, Listed { group, nothing_left }: &Listed) -> String {
    let truth = opened.workspace.truth();
    let by =
        truth.held("user", group.by).map_or_else(|| "the server".to_owned(), |held| truth.schema().title(&held.record));
    let at = i64::try_from(group.at).ok().and_then(|at| DateTime::from_millisecond(at).ok()).unwrap_or_default();
    let Group { id, created, changed, deleted, .. } = group;
    let left = if *nothing_left { "; nothing is left of it" } else { "" };
    format!("{id}  {at}  {by}: created {created}, updated {changed}, deleted {deleted}{left}")
}

/// `sextant import --undo GROUP`
pub(super) async fn undo(options: &Import, group: Id, json: bool) -> Result<(), Trouble> {
    let mut opened = Opened::existing(&options.place).await?;
    let done = take_back(&mut opened, group, options.dry_run).await;
    opened.close().await?;
    let Undone { deleted, changed, kept, edited, referring, group } = done?;
    let would = if options.dry_run { "would be " } else { "" };
    let mut text = format!("{would}deleted {deleted}, changed back {changed}");
    if kept > 0 {
        let (fields, keep) = (
            counted(kept, "field was", "fields were"),
            if kept == 1 { "keeps its value" } else { "keep their values" },
        );
        let _ = write!(text, "; {fields} changed since and {keep}");
    }
    if edited > 0 {
        let records = counted(edited, "of the deleted records was", "of the deleted records were");
        let _ = write!(text, "; {records} changed since the import, and can be restored");
    }
    if referring > 0 {
        let others = counted(referring, "other record refers", "other records refer");
        let stays = if referring == 1 { "stays" } else { "stay" };
        let _ = write!(text, "; {others} to what is deleted, and {stays}");
    }
    let object = serde_json::json!({
        "dry_run": options.dry_run, "deleted": deleted, "changed": changed, "kept": kept, "edited": edited,
        "referring": referring, "group": group,
    });
    print(json, &text, &object)
}

struct Undone {
    deleted: usize,
    changed: usize,
    kept: usize,
    edited: usize,
    /// Records that link to deleted ones, and stay.
    referring: usize,
    /// Of the undoing; nothing where it was only tried.
    group: Option<Id>,
}

async fn take_back(opened: &mut Opened, group: Id, only_say: bool) -> Result<Undone, Trouble> {
    let schema = opened.workspace.truth().schema().clone();
    let receipts = upkeep::receipts(&**opened.store(), schema.clone(), |id| id == group).await;
    let receipts = receipts.map_err(Trouble::failed)?;
    let receipt = receipts.get(&group);
    let receipt = receipt.ok_or_else(|| Trouble::failed("nothing was imported under this group; see --list"))?;
    let (undo, referring) = {
        let truth = opened.workspace.truth();
        let undo = transfer::undo(receipt, |entity, id| truth.held(entity, id).map(|held| held.record.clone()));
        let referring = transfer::left_behind(&schema, &undo, |entity| super::Truth(&truth).records(entity));
        (undo, referring)
    };
    let ops = undo.batches.iter().flatten();
    let deleted = ops.clone().filter(|op| matches!(op, shared::sync::Operation::Delete { .. })).count();
    let changed = ops.count() - deleted;
    let (kept, edited) = (undo.kept.len(), undo.edited.len());
    let own = if only_say { None } else { Some(new_id(SystemClock.now()).map_err(Trouble::failed)?) };
    if let Some(own) = own {
        super::write(opened, undo.batches, own).await?;
    }
    Ok(Undone { deleted, changed, kept, edited, referring, group: own })
}
