//! What sync promises, worked out without the engine wherever that is possible.

use crate::{
    device::{Device, LISTED, Stage, Surroundings, Tab},
    disk::at_once,
    server::{Logged, Server},
    world::{SECRET, TEXT, WORTH, World, reads_worth},
};
use shared::{
    Id, Name, Record, Value,
    entities::Attention,
    record::Chunk,
    replica::{MemoryStorage, OverlayRow, Pending, Replica, Storage, open},
    rules::{Access, Role},
    sync::{Cursor, Digests, Edit, LogEntry, Operation, Outcome, Status, chain},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

type Row = (Name, Id);
/// The place in a log of a value that somebody saw.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) epoch: String,
    pub(crate) seq: u64,
}

/// Stands for a field where the whole record was deleted.
pub(crate) const DELETED: &str = "(deleted)";

/// What people saw when they changed a field, by the mark of the edit.
pub(crate) type AllSeen = BTreeMap<(Id, Name), Seen>;

/// A long text before and after somebody wrote on it.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) before: String,
    pub(crate) after: String,
    /// Words that edits which waited on the device had struck out: they were gone for whoever wrote.
    pub(crate) struck: BTreeSet<String>,
}

impl Written {
    /// Words that are gone for whoever writes on this.
    pub(crate) fn gone(&self) -> BTreeSet<String> {
        &self.struck | &(&words(&self.before) - &words(&self.after))
    }
}

/// What people made of long texts, by the mark of the edit.
pub(crate) type Texts = BTreeMap<Id, Written>;

type Values = BTreeMap<Row, Vec<(Name, Value)>>;

/// What holds in every tab at every moment.
pub(crate) fn at_any_time(tab: &Tab, pairs: &[(Id, Id)]) -> Result<(), String> {
    let replica = tab.replica.borrow();
    monotonic(tab, replica.meta().cursor.as_ref())?;
    // What it could not read it does not show, until the leader has fetched it again.
    if replica.is_distrusted() {
        return Ok(());
    }
    for (account, contact) in pairs {
        if replica.get("account", *account).is_some() != replica.get("contact", *contact).is_some() {
            return Err(format!("atomic: tab {:?} shows half of what was made together ({account})", tab.id));
        }
    }
    tells_nothing(tab, &replica).map_err(|what| format!("hidden: tab {:?} {what}", tab.id))?;
    // Who may not write any more sees no edits that will be refused.
    let writes = replica.access().is_some_and(|access| access.role != Role::ReadOnly);
    let refused = |pending: &Pending| matches!(&pending.outcome, Some(Outcome { status: Status::Rejected { .. }, .. }));
    for pending in replica.pending().values().filter(|pending| writes && !refused(pending)) {
        let made = pending.mutation.ops.iter().filter_map(|op| made_here(op, pairs));
        for (id, number) in made {
            let taken = replica.rows("account").iter().any(|row| row.id != id && row.value("number") == number);
            let was_taken = frees_a_number(&replica, pending.mutation.number);
            if !taken && !was_taken && replica.get("account", id).is_none() {
                return Err(format!("read your writes: tab {:?} does not show its own account {id}", tab.id));
            }
        }
    }
    Ok(())
}

/// What was changed in a tab while it still reads, and is not answered, is in the rows that it shows. What was made anew
/// may go again as soon as a row is read that has its number.
pub(crate) fn shows_what_waits(tab: &Tab) -> Result<(), String> {
    let replica = tab.replica.borrow();
    if replica.is_distrusted() {
        return Ok(());
    }
    for mutation in tab.own.borrow().iter() {
        let waits = replica.pending().get(&mutation.number).is_some_and(|pending| pending.outcome.is_none());
        let is_there = |op: &&Operation| replica.get(op.target().0, op.target().1).is_some();
        if let Some(op) = mutation.ops.iter().filter(is_there).find(|op| waits && !is_shown(&replica, op, u64::MAX)) {
            return Err(format!("read your writes: tab {:?} does not show its own {op:?} while it reads", tab.id));
        }
    }
    Ok(())
}

/// What was written in a tab and has left the outbox is in the rows that the tab shows, unless it was refused or has
/// met a disagreement, or only a clone of the device had kept what a backup should have.
pub(crate) fn shows_what_left(tab: &Tab, around: &Surroundings) -> Result<(), String> {
    let replica = tab.replica.borrow();
    let Some(cursor) = replica.meta().cursor.as_ref() else { return Ok(()) };
    if replica.is_distrusted() || cursor.epoch != around.server.authority().head().epoch {
        return Ok(());
    }
    let edits = around.edits.borrow();
    let excused = |mark: &Id| edits.get(mark).is_some_and(|edit| edit.stage == Stage::Excused);
    let log = around.server.log();
    let mut own = tab.own.borrow_mut();
    let mut unseen = None;
    own.retain(|mutation| {
        if replica.pending().contains_key(&mutation.number) {
            return true;
        }
        if mutation.group.as_ref().is_some_and(excused) {
            return false;
        }
        let entry = log.iter().rev().find(|logged| logged.mutation().group == mutation.group);
        let Some(entry) = entry.filter(|logged| logged.status == Status::Applied) else { return false };
        let missing = mutation.ops.iter().find(|op| !is_shown(&replica, op, entry.seq()));
        unseen = unseen.take().or_else(|| missing.cloned());
        entry.seq() > cursor.seq
    });
    let Some(op) = unseen else { return Ok(()) };
    Err(format!("read your writes: tab {:?} does not show its own {op:?}, which has left the outbox", tab.id))
}

/// Whether a tab shows what an edit did that stands at a place of the log, or what came after it. What became of texts
/// and sets, which are woven, and of deletions is for the oracles of the end.
fn is_shown(replica: &Replica, op: &Operation, place: u64) -> bool {
    let followed = replica.meta().cursor.as_ref().is_some_and(|cursor| cursor.seq >= place);
    match op {
        Operation::Create { entity, id, .. } => followed || replica.get(entity, *id).is_some() || deletes(replica, *id),
        Operation::Patch { entity, id, changes } => changes.iter().all(|change| {
            let cell = replica.get(entity, *id).and_then(|row| row.cell(&change.field));
            match (&change.edit, cell) {
                (Edit::Set(value), Some(cell)) => {
                    cell.value == *value || cell.stamp.seq == 0 || cell.stamp.seq >= place
                }
                _ => true,
            }
        }),
        _ => true,
    }
}

/// Whether an edit that waits deletes a row.
fn deletes(replica: &Replica, row: Id) -> bool {
    let waiting = replica.pending().values().flat_map(|pending| &pending.mutation.ops);
    waiting.into_iter().any(|op| matches!(op, Operation::Delete { id, .. } if *id == row))
}

/// Whether a later edit deletes an account: its number was taken when the earlier one was made in a tab that had not
/// heard of it, so the server will refuse that one.
fn frees_a_number(replica: &Replica, after: u64) -> bool {
    let later = replica.pending().range(after + 1..).flat_map(|(_, pending)| &pending.mutation.ops);
    later.into_iter().any(|op| matches!(op, Operation::Delete { entity, .. } if &**entity == "account"))
}

/// The account of a pair, with its number: unless somebody else has the number, it stands.
fn made_here<'a>(op: &'a Operation, pairs: &[(Id, Id)]) -> Option<(Id, &'a Value)> {
    match op {
        Operation::Create { id, values, .. } if pairs.iter().any(|pair| pair.0 == *id) => {
            Some((*id, values.get("number")?))
        }
        _ => None,
    }
}

/// Memory holds nothing that its person may not read: not in rows, nor where others quote them.
fn tells_nothing(tab: &Tab, replica: &Replica) -> Result<(), String> {
    let role = replica.meta().identity.as_ref().map(|identity| identity.role);
    if role.is_none_or(reads_worth) {
        return Ok(());
    }
    let tells = |value: &Value| match value {
        Value::Money(money) => money.currency.code() == SECRET,
        Value::Text(text) => text.contains(SECRET),
        _ => false,
    };
    let mut silent = tab.silent.borrow_mut();
    for row in ["contact", Attention::ENTITY_NAME].into_iter().flat_map(|entity| replica.rows(entity)) {
        if silent.get(&row.id).is_some_and(|known| Arc::ptr_eq(known, row)) {
            continue;
        }
        if let Some(cell) = row.cells().iter().find(|cell| tells(&cell.value)) {
            return Err(format!("shows the {} of {} {}", cell.field, row.entity, row.id));
        }
        silent.insert(row.id, row.clone());
    }
    Ok(())
}

/// No byte of what the server said to a device tells what its person may not read. What the person has entered there
/// and waits, or is kept to be given back, is the person's own.
pub(crate) fn keeps_silent(device: &Device) -> Result<(), String> {
    let storage = device.disk.examine();
    let role = at_once(storage.meta()).ok().flatten().and_then(|meta| Some(meta.identity?.role));
    if role.is_none_or(reads_worth) {
        return Ok(());
    }
    let in_chunk = storage.all_chunks().values().any(|bytes| String::from_utf8_lossy(bytes).contains(SECRET));
    let told = |row: &OverlayRow| matches!(row, OverlayRow::Row(row) if serde_json::to_string(row).is_ok_and(|text| text.contains(SECRET)));
    let in_overlay = at_once(storage.overlay()).unwrap_or_default().iter().any(told);
    match (in_chunk, in_overlay) {
        (true, _) => Err(format!("hidden: a chunk on the disk of device {} tells a {WORTH}", device.index)),
        (_, true) => Err(format!("hidden: a row on the disk of device {} tells a {WORTH}", device.index)),
        _ => Ok(()),
    }
}

/// A tab never goes back in a log.
fn monotonic(tab: &Tab, now: Option<&Cursor>) -> Result<(), String> {
    let mut seen = tab.furthest.borrow_mut();
    if let (Some(seen), Some(now)) = (seen.as_ref(), now)
        && seen.epoch == now.epoch
        && seen.seq > now.seq
    {
        return Err(format!("monotonic: tab {:?} went back from {} to {}", tab.id, seen.seq, now.seq));
    }
    if now.is_some() {
        *seen = now.cloned();
    }
    Ok(())
}

/// What holds when everything has come to rest.
pub(crate) fn at_the_end(world: &World, seen: &AllSeen, texts: &Texts) -> Result<(), String> {
    chain_is_whole(world)?;
    every_edit_ended_once(world)?;
    nobody_lost_silently(world, seen)?;
    no_word_is_lost(world, texts, seen)?;
    nothing_unique_is_there_twice(world)?;
    for device in world.all_devices() {
        let authority = world.around.server.authority();
        let Some(access) = authority.access(device.user).cloned() else { continue };
        let (truth, digests) = (visible(world, &access), authority.digests(&access));
        drop(authority);
        drained(&device)?;
        keeps_silent(&device)?;
        for tab in device.live_tabs() {
            same(&truth, &shown(&tab.replica.borrow()), &format!("tab {:?}", tab.id))?;
            amounts(&digests, &tab.replica.borrow(), &format!("tab {:?}", tab.id))?;
        }
        if !device.rotten.get() {
            stored(world, &device, &truth, &digests)?;
        }
    }
    Ok(())
}

/// The log is gapless, and each entry follows from the one before.
fn chain_is_whole(world: &World) -> Result<(), String> {
    let mut hash = String::new();
    for (at, logged) in world.around.server.log().iter().enumerate() {
        if usize::try_from(logged.seq()) != Ok(at + 1) {
            return Err(format!("log: entry {} stands where {} belongs", logged.seq(), at + 1));
        }
        hash = chain(&hash, &logged.text);
    }
    let authority = world.around.server.authority();
    if authority.head().hash == hash { Ok(()) } else { Err("log: the head is not the chain over the log".to_owned()) }
}

/// Every edit that a person was told is kept is in the log exactly once.
fn every_edit_ended_once(world: &World) -> Result<(), String> {
    let mut ends: BTreeMap<Id, Vec<u64>> = BTreeMap::new();
    for logged in world.around.server.log().iter() {
        if let Some(mark) = logged.mutation().group {
            ends.entry(mark).or_default().push(logged.seq());
        }
    }
    for (mark, edit) in world.around.edits.borrow().iter() {
        let places = ends.get(mark).map_or(&[][..], Vec::as_slice);
        if places.len() > 1 {
            return Err(format!("doubled: an edit of device {} stands at {places:?}", edit.device));
        }
        if places.is_empty() && edit.stage == Stage::Kept {
            return Err(format!("lost: an edit that device {} kept is nowhere", edit.device));
        }
    }
    Ok(())
}

/// Whoever overwrote what they had not seen is told, and so is the other; whatever was refused is kept.
fn nobody_lost_silently(world: &World, seen: &AllSeen) -> Result<(), String> {
    let mut fields: BTreeMap<(Row, Name), (Value, u64, Id)> = BTreeMap::new();
    let mut gone: BTreeSet<Row> = BTreeSet::new();
    let server = &world.around.server;
    for logged in world.around.server.log().iter() {
        let entry = &logged.entry;
        let kept = |id: &Id| entry.rows.iter().any(|row| row.id == *id && &*row.entity == Attention::ENTITY_NAME);
        match &logged.status {
            Status::Rejected { attention, .. } if !attention.as_ref().is_some_and(kept) => {
                return Err(format!("silent: the refusal at {} is kept nowhere", logged.seq()));
            }
            Status::Merged { attentions } if attentions.is_empty() || !attentions.iter().all(kept) => {
                return Err(format!("silent: the loser at {} is kept nowhere", logged.seq()));
            }
            Status::Applied => disagreed(logged, &fields, seen, server)?,
            _ => {}
        }
        if !matches!(logged.status, Status::Rejected { .. }) {
            deleted_unseen(logged, entry, &fields, (&gone, seen), server)?;
        }
        for row in &entry.rows {
            erased(logged, row, &fields)?;
            let key = (row.entity.clone(), row.id);
            if row.deleted.is_some() {
                gone.insert(key)
            } else {
                gone.remove(&key)
            };
            for cell in row.cells().iter().filter(|cell| cell.stamp.seq == logged.seq()) {
                let last = (cell.value.clone(), logged.seq(), logged.mutation().client);
                fields.insert(((row.entity.clone(), row.id), cell.field.clone()), last);
            }
        }
    }
    Ok(())
}

/// A word that somebody typed goes when somebody who saw it strikes it out, or into an attention record. And what was
/// struck out does not come back in silence; what a restore took away may, with the next edit of who has seen it. That
/// edit also leaves out what was struck out in the part of the log that the restore cut off, or by an edit beneath it that
/// waited and was cut off after that: its writer saw it gone.
fn no_word_is_lost(world: &World, texts: &Texts, seen: &AllSeen) -> Result<(), String> {
    let server = &world.around.server;
    let struck: BTreeSet<String> = texts.values().flat_map(|it| &words(&it.before) - &words(&it.after)).collect();
    let saw_what_is_cut_off = |mark: Id| {
        let known = seen.get(&(mark, TEXT.into()));
        known.is_some_and(|known| known.seq > server.shared_with(&known.epoch))
    };
    let mut standing: BTreeMap<Row, BTreeSet<String>> = BTreeMap::new();
    let mut ever: BTreeMap<Row, BTreeSet<String>> = BTreeMap::new();
    for logged in server.log().iter() {
        let entry = &logged.entry;
        let written = logged.mutation().group.and_then(|mark| texts.get(&mark));
        for row in entry.rows.iter().filter(|row| row.cell(TEXT).is_some()) {
            let key = (row.entity.clone(), row.id);
            let found = words(row.value(TEXT).as_text().unwrap_or_default());
            let before = standing.insert(key.clone(), found.clone()).unwrap_or_default();
            let stood = ever.entry(key).or_default();
            if let Some(written) = written {
                let cut_off = logged.mutation().group.is_some_and(saw_what_is_cut_off);
                // What the writer typed was not gone, whoever struck it out later.
                let known = &words(&written.before) | &words(&written.after);
                let gone = if cut_off { &struck - &known } else { &written.struck - &known };
                kept_each_word(logged, entry, written, (&(&before - &gone), &(&found - &gone), stood))
                    .map_err(|what| format!("words: {} {} at {}: {what}", row.entity, row.id, logged.seq()))?;
            }
            stood.extend(found);
        }
    }
    Ok(())
}

fn kept_each_word(
    logged: &Logged,
    entry: &LogEntry,
    written: &Written,
    (before, found, stood): (&BTreeSet<String>, &BTreeSet<String>, &BTreeSet<String>),
) -> Result<(), String> {
    let (saw, left) = (words(&written.before), words(&written.after));
    let typed = left.difference(&saw);
    let meant: BTreeSet<String> =
        before.iter().filter(|word| left.contains(*word) || !saw.contains(*word)).chain(typed).cloned().collect();
    let lost: Vec<&String> = meant.difference(found).collect();
    if logged.status == Status::Applied {
        let back: Vec<&String> = found.difference(&meant).filter(|word| stood.contains(*word)).collect();
        return if lost.is_empty() && back.is_empty() {
            Ok(())
        } else {
            Err(format!("lost {lost:?}, came back {back:?}"))
        };
    }
    let told = entry.rows.iter().filter(|row| row.get(Attention::FIELD) == Some(TEXT));
    let told: BTreeSet<String> = told.filter_map(|row| row.get(Attention::LOST_VALUE)).flat_map(quoted).collect();
    match lost.iter().find(|word| !told.contains(**word)) {
        Some(word) => Err(format!("{word} is gone, and stands in no attention record")),
        None => Ok(()),
    }
}

fn words(text: &str) -> BTreeSet<String> {
    text.split_whitespace().map(ToOwned::to_owned).collect()
}

/// The words of the value that an attention record quotes.
fn quoted(boxed: &str) -> BTreeSet<String> {
    let json: Option<serde_json::Value> = serde_json::from_str(boxed).ok();
    json.as_ref().and_then(|json| json.get("value")?.as_str()).map(words).unwrap_or_default()
}

/// What a writer may not read stands as it was after the edit, unless somebody who may has set it.
fn erased(logged: &Logged, row: &Record, fields: &BTreeMap<(Row, Name), (Value, u64, Id)>) -> Result<(), String> {
    let before = fields.get(&((row.entity.clone(), row.id), WORTH.into())).map(|(value, ..)| value);
    let named = |op: &Operation| match op {
        Operation::Patch { changes, .. } => changes.iter().any(|change| &*change.field == WORTH),
        _ => false,
    };
    let set = logged.mutation().ops.iter().any(named);
    if set || before.is_none_or(|before| before == row.value(WORTH)) {
        return Ok(());
    }
    Err(format!("hidden: the {WORTH} of {} was erased unseen at {}", row.id, logged.seq()))
}

/// An edit that is said to have met no disagreement met none.
fn disagreed(
    logged: &Logged,
    fields: &BTreeMap<(Row, Name), (Value, u64, Id)>,
    seen: &AllSeen,
    server: &Server,
) -> Result<(), String> {
    for op in &logged.mutation().ops {
        let Operation::Patch { entity, id, changes } = op else { continue };
        for change in changes {
            let Edit::Set(value) = &change.edit else { continue };
            let Some((last, seq, client)) = fields.get(&((entity.clone(), *id), change.field.clone())) else {
                continue;
            };
            let known = logged.mutation().group.and_then(|mark| seen.get(&(mark, change.field.clone())));
            let Some(known) = known else { continue };
            // Whatever came after the place where a restore cut off what was seen, was not seen.
            if *seq > known.seq.min(server.shared_with(&known.epoch))
                && *client != logged.mutation().client
                && last != value
            {
                let field = &change.field;
                return Err(format!("silent: {field} of {entity} {id} was overwritten unseen at {}", logged.seq()));
            }
        }
    }
    Ok(())
}

/// Whoever deletes what another wrote without having seen it is told, and so is the other.
fn deleted_unseen(
    logged: &Logged,
    entry: &LogEntry,
    fields: &BTreeMap<(Row, Name), (Value, u64, Id)>,
    (gone, seen): (&BTreeSet<Row>, &AllSeen),
    server: &Server,
) -> Result<(), String> {
    let known = logged.mutation().group.and_then(|mark| seen.get(&(mark, DELETED.into())));
    let Some(known) = known else { return Ok(()) };
    let known = known.seq.min(server.shared_with(&known.epoch));
    for op in &logged.mutation().ops {
        let Operation::Delete { entity, id } = op else { continue };
        let (row, text) = ((entity.clone(), *id), id.to_string());
        let unseen = |(key, (_, seq, client)): &(&(Row, Name), &(Value, u64, Id))| {
            key.0 == row && *seq > known && *client != logged.mutation().client
        };
        let unseen = fields.iter().find(unseen).filter(|_| !gone.contains(&row));
        let told = entry
            .rows
            .iter()
            .any(|told| told.get(Attention::KIND) == Some("deleted") && told.get(Attention::RECORD) == Some(&*text));
        if let Some(((_, field), (_, seq, _))) = unseen.filter(|_| !told) {
            let seq = *seq;
            return Err(format!("silent: {entity} {id} was deleted at {}, its {field} of {seq} unseen", logged.seq()));
        }
    }
    Ok(())
}

/// Two live records never share what is unique.
fn nothing_unique_is_there_twice(world: &World) -> Result<(), String> {
    let authority = world.around.server.authority();
    let mut numbers = BTreeSet::new();
    for held in authority.all().filter(|held| held.is_live() && &*held.record.entity == "account") {
        let Some(number) = held.record.value("number").as_text() else { continue };
        if !numbers.insert(number.to_owned()) {
            return Err(format!("unique: two accounts have the number {number}"));
        }
    }
    Ok(())
}

/// Nothing waits any more.
fn drained(device: &Device) -> Result<(), String> {
    let waiting = at_once(device.disk.examine().outbox()).unwrap_or_default();
    if let Some(first) = waiting.first() {
        return Err(format!("drain: edit {} of device {} still waits", first.number, device.index));
    }
    let Some(leader) = device.leader() else { return Err(format!("drain: nobody leads on device {}", device.index)) };
    match &*leader.last_round.borrow() {
        Some(Ok(())) => Ok(()),
        other => Err(format!("drain: the last round of device {} ended with {other:?}", device.index)),
    }
}

/// What lies on the disk is what is shown, and nothing that the person may not see lies there.
fn stored(world: &World, device: &Device, truth: &Values, digests: &Digests) -> Result<(), String> {
    let storage = device.disk.examine();
    let name = format!("the disk of device {}", device.index);
    let replica = reopened(world, &storage).ok_or_else(|| format!("{name} cannot be opened"))?;
    same(truth, &shown(&replica), &name)?;
    amounts(digests, &replica, &name)?;
    for key in lying(&storage, &replica) {
        if !truth.contains_key(&key) {
            return Err(format!("scope: {name} holds {} {}, which its person may not see", key.0, key.1));
        }
    }
    Ok(())
}

/// To the last stamp: what the server holds, whatever of it a screen shows.
fn amounts(truth: &Digests, replica: &Replica, whose: &str) -> Result<(), String> {
    let found = replica.digests();
    let entity = truth.keys().chain(found.keys()).find(|entity| truth.get(*entity) != found.get(*entity));
    let Some(entity) = entity else { return Ok(()) };
    let (there, here) = (truth.get(entity), found.get(entity));
    Err(format!("digest: {whose} holds {here:?} of {entity}, the server {there:?}"))
}

fn reopened(world: &World, storage: &MemoryStorage) -> Option<Replica> {
    let (mut replica, mut opening) = at_once(open(storage, world.around.schema.clone(), &[])).ok()??;
    for chunk in opening.take(usize::MAX) {
        let bytes = at_once(storage.chunks(&[&chunk.hash])).ok()?.pop().flatten()?;
        replica.feed(&opening, &chunk.hash, serde_json::from_slice(&bytes).ok()?);
    }
    replica.opened();
    Some(replica)
}

/// Every row whose bytes somebody finds who reads the disk.
fn lying(storage: &MemoryStorage, replica: &Replica) -> BTreeSet<Row> {
    let hashes: Vec<&str> = replica.meta().chunks.iter().map(|chunk| chunk.hash.as_str()).collect();
    let chunks = at_once(storage.chunks(&hashes)).unwrap_or_default();
    let chunks = chunks.into_iter().flatten().filter_map(|bytes| Chunk::read(&bytes));
    let mut rows: BTreeSet<Row> =
        chunks.flat_map(|chunk| chunk.unpack().map(|row| (row.entity.clone(), row.id))).collect();
    for row in at_once(storage.overlay()).unwrap_or_default() {
        if let OverlayRow::Row(row) = row {
            rows.insert((row.entity.clone(), row.id));
        }
    }
    if let Some(page) = at_once(storage.first_page(LISTED)).ok().flatten() {
        rows.extend(page.chunks.into_iter().flat_map(Chunk::unpack).map(|row| (row.entity.clone(), row.id)));
    }
    rows
}

/// What a person may see by the server's truth.
fn visible(world: &World, access: &Access) -> Values {
    let authority = world.around.server.authority();
    let entities: Vec<Name> = authority.entities().cloned().collect();
    let rows = entities.iter().flat_map(|entity| authority.given(access, entity));
    rows.map(|row| values(&row)).collect()
}

fn shown(replica: &Replica) -> Values {
    let rows = replica.schema().entities().flat_map(|entity| replica.rows(&entity.name));
    rows.map(|row| values(row)).collect()
}

fn values(record: &Record) -> (Row, Vec<(Name, Value)>) {
    let cells = record.cells().iter().map(|cell| (cell.field.clone(), cell.value.clone()));
    ((record.entity.clone(), record.id), cells.collect())
}

fn same(truth: &Values, found: &Values, whose: &str) -> Result<(), String> {
    let key = truth.keys().chain(found.keys()).find(|key| truth.get(*key) != found.get(*key));
    let Some(key) = key else { return Ok(()) };
    let what = match (truth.get(key), found.get(key)) {
        (Some(_), None) => "lacks",
        (None, Some(_)) => "still shows",
        _ => "shows another value of",
    };
    Err(format!("converge: {whose} {what} {} {}", key.0, key.1))
}
