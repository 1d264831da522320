//! Random histories: what people do, and what goes wrong meanwhile.
//!
//! Every step draws from a generator of its own, made from the seed and the step's place, so that leaving
//! a step out does not change what the others draw: a failure can be shrunk step by step. Each history
//! leaves some kinds of trouble out (swarm testing, Groce et al. 2012): what hides behind one kind shows
//! without it.

use crate::{
    device::{Device, Stage, Tab},
    hub::{Effect, TabId, Verdict, Waiting},
    oracles::{self, DELETED, Seen},
    server::Image,
    swarm::{Swarm, Trouble},
    trace,
    world::{PEOPLE, TEAMS, TEXT, WORTH, World, first_rows, worth},
};
use shared::{
    Id, Name, Record, Value,
    record::Cell,
    replica::Replica,
    rules::Role,
    sync::{Edit, Mutation, Operation},
};
use std::{collections::BTreeSet, rc::Rc, sync::Arc};

/// A history: everything follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) steps: usize,
    pub(crate) skipped: BTreeSet<usize>,
}

/// A promise that was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) what: String,
    /// The step after which it was seen; nothing when it was seen at the end.
    pub(crate) step: Option<usize>,
}

impl Broken {
    /// Which promise it is, in a word or two.
    pub(crate) fn kind(&self) -> &str {
        self.what.split(':').next().unwrap_or_default()
    }
}

/// Most rounds of sync that a device may need to have everything, once nothing goes wrong any more.
const ROUNDS: usize = 4;
/// Most effects until a quiet world stands still.
const EFFECTS: usize = 200_000;

impl Plan {
    /// The history of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        let steps = rng(seed, usize::MAX).usize(20..160);
        Self { seed, steps, skipped: BTreeSet::new() }
    }

    /// Lives the history through.
    ///
    /// # Errors
    /// The first promise that was not kept.
    pub(crate) fn run(&self) -> Result<(), Broken> {
        let mut start = rng(self.seed, usize::MAX - 1);
        let devices = start.usize(2..=4) + if start.u8(..8) == 0 { 4 } else { 0 };
        let mut history = History {
            world: World::new(devices, &mut start),
            swarm: Swarm::draw(&mut start),
            rows: first_rows().map(|(entity, id, _)| (entity.into(), id)).collect(),
            pairs: Vec::new(),
            seen: oracles::AllSeen::default(),
            texts: oracles::Texts::default(),
            editors: Vec::new(),
            marks: 0,
        };
        history.world.around.server.answer_in_pages_of(history.swarm.page);
        for step in (0..self.steps).filter(|step| !self.skipped.contains(step)) {
            trace::say(|| format!("step {step}"));
            history.step(&mut rng(self.seed, step));
            history.look().map_err(|what| Broken { what, step: Some(step) })?;
        }
        history.end().map_err(|what| Broken { what, step: None })
    }
}

fn rng(seed: u64, step: usize) -> fastrand::Rng {
    let place = u64::try_from(step).unwrap_or(u64::MAX);
    fastrand::Rng::with_seed(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ place.wrapping_mul(0xbf58_476d_1ce4_e5b9))
}

struct History {
    world: World,
    swarm: Swarm,
    /// Rows that were made, there or not.
    rows: Vec<(Name, Id)>,
    /// Rows made together and left alone since.
    pub(crate) pairs: Vec<(Id, Id)>,
    /// What people saw when they changed a field.
    seen: oracles::AllSeen,
    /// What people made of long texts.
    texts: oracles::Texts,
    /// Editors of long texts that stand open.
    editors: Vec<Editor>,
    marks: u64,
}

/// An editor of a long text.
struct Editor {
    tab: TabId,
    /// As it was when the editor was opened.
    record: Arc<Record>,
    /// What was seen of the text then; the log may have been replaced since.
    seen: Option<Seen>,
    /// Words that edits which waited then had struck out.
    struck: BTreeSet<String>,
}

impl History {
    fn step(&mut self, rng: &mut fastrand::Rng) {
        self.world.around.server.pass(rng.u64(1..5_000));
        match rng.u32(..100) {
            some if some < self.swarm.trouble => self.trouble(rng),
            40..70 => self.write(rng),
            70..90 => {
                self.world.device(rng.usize(..64)).begin_round();
            }
            _ => {}
        }
        let effects = if rng.u8(..6) == 0 { rng.usize(10..80) } else { rng.usize(1..12) };
        for _ in 0..effects {
            self.effect(rng);
        }
    }

    /// Something that waits happens: on a disk, on the wire, on the server, between tabs.
    fn effect(&self, rng: &mut fastrand::Rng) {
        match rng.u8(..10) {
            0..2 => self.world.around.server.work(),
            2 => {
                let device = self.world.device(rng.usize(..64));
                if let Some(tab) = any_tab(&device, rng).filter(|tab| !tab.asleep.get()) {
                    device.hear(&tab);
                }
            }
            _ => self.others_go_on(rng),
        }
    }

    /// Something happens that is not the server's.
    fn others_go_on(&self, rng: &mut fastrand::Rng) {
        let waiting: Vec<Waiting> = self.awake();
        if let Some(one) = rng.choice(waiting) {
            let verdict = self.verdict(one, rng);
            self.world.around.hub.grant(one, verdict);
        }
    }

    /// Effects that can go on: not those of a tab that sleeps, nor answers that are not given yet, unless
    /// the wait for one is given up.
    fn awake(&self) -> Vec<Waiting> {
        let asleep: BTreeSet<_> = self
            .world
            .all_devices()
            .iter()
            .flat_map(|device| device.live_tabs())
            .filter(|tab| tab.asleep.get())
            .map(|tab| tab.id)
            .collect();
        let server = &self.world.around.server;
        let hopeless = !server.is_busy();
        let mut waiting = self.world.around.hub.waiting();
        waiting.retain(|one| !asleep.contains(&one.owner) && (one.ready || hopeless));
        waiting
    }

    fn verdict(&self, waiting: Waiting, rng: &mut fastrand::Rng) -> Verdict {
        if !waiting.ready {
            return Verdict::Fail;
        }
        let unlucky = rng.u32(..self.swarm.faults) == 0;
        match waiting.effect {
            Effect::Request if unlucky && self.swarm.has(Trouble::Network) => match rng.u8(..4) {
                0 => Verdict::Twice,
                1 if self.swarm.has(Trouble::Late) => Verdict::Late,
                _ => Verdict::Fail,
            },
            Effect::Answer if unlucky && self.swarm.has(Trouble::Network) => Verdict::Fail,
            Effect::Write if unlucky && self.swarm.has(Trouble::Storage) => Verdict::Fail,
            _ => Verdict::Go,
        }
    }

    // What people do

    fn write(&mut self, rng: &mut fastrand::Rng) {
        let device = self.world.device(rng.usize(..64));
        let Some(tab) = any_tab(&device, rng).filter(|tab| tab.shown.get() && !tab.asleep.get()) else { return };
        self.marks += 1;
        let mark = Id::named(&format!("mark/{}", self.marks));
        let ops = self.operations(&device, &tab, mark, rng);
        self.remember_seen(&tab, mark, &ops);
        if !ops.is_empty() {
            device.write(&tab, mark, ops);
        }
    }

    fn operations(&mut self, device: &Device, tab: &Tab, mark: Id, rng: &mut fastrand::Rng) -> Vec<Operation> {
        let value = Value::text(format!("v{}", self.marks));
        match rng.u8(..16) {
            13.. => self.write_text(tab, mark, rng),
            12 => self.patch(tab, rng, &[WORTH], &worth(self.marks)),
            0 => self.pair(device.user, rng),
            1 => vec![self.contact(device.user, rng)],
            2 => vec![self.account(device.user, rng)],
            3 => self.on_row(tab, rng, |entity, id| Operation::Delete { entity, id }),
            4 => {
                let row = rng.choice(&self.rows).cloned();
                row.map(|(entity, id)| Operation::Restore { entity, id }).into_iter().collect()
            }
            5 => {
                let owner = Id::named(rng.choice(PEOPLE).map_or("ada", |person| person.0));
                self.patch(tab, rng, &["owner"], &owner.into())
            }
            6 => self.parent(tab, rng),
            7 => self.items(tab, rng),
            _ => self.patch(tab, rng, &["title", "department", "last_name", "sector"], &value),
        }
    }

    /// What the person saw of the fields that an edit changes; of a long text the editor knows.
    fn remember_seen(&mut self, tab: &Tab, mark: Id, ops: &[Operation]) {
        let replica = tab.replica.borrow();
        for op in ops {
            if let Operation::Delete { .. } = op {
                let seq = replica.meta().cursor.as_ref().map_or(0, |cursor| cursor.seq);
                self.seen.insert((mark, DELETED.into()), Seen { epoch: epoch(&replica), seq });
            }
            let Operation::Patch { entity, id, changes } = op else { continue };
            for change in changes.iter().filter(|change| &*change.field != TEXT) {
                let seen = self.seen_of(&replica, (entity, *id), &change.field);
                self.seen.extend(seen.map(|seen| ((mark, change.field.clone()), seen)));
            }
        }
    }

    /// What a person sees of a field: the place in the log of the value. Of an edit of this device that still waits, what
    /// was seen when that was made.
    fn seen_of(&self, replica: &Replica, (entity, id): (&str, Id), field: &str) -> Option<Seen> {
        let cell = replica.get(entity, id).and_then(|row| row.cell(field));
        match cell.filter(|cell| cell.stamp.seq == 0) {
            Some(waits) => self.seen.get(&(waiting_mark(replica, waits)?, field.into())).cloned(),
            None => Some(Seen { epoch: epoch(replica), seq: cell.map_or(0, |cell| cell.stamp.seq) }),
        }
    }

    fn new_row(&mut self, entity: &str) -> Id {
        let id = Id::named(&format!("{entity}/{}", self.marks));
        self.rows.push((entity.into(), id));
        id
    }

    /// Two rows that must be seen together or not at all. The second is refused where its number is taken.
    fn pair(&mut self, owner: Id, rng: &mut fastrand::Rng) -> Vec<Operation> {
        let (account, contact) =
            (Id::named(&format!("pair/account/{}", self.marks)), Id::named(&format!("pair/contact/{}", self.marks)));
        self.pairs.push((account, contact));
        let number = Value::text(format!("A-{}", rng.u8(..20)));
        let person = [("last_name", Value::text("pair")), ("owner", owner.into())];
        let firm = [("name", Value::text("pair")), ("number", number), ("owner", owner.into())];
        vec![Operation::create("contact", contact, person), Operation::create("account", account, firm)]
    }

    fn contact(&mut self, owner: Id, rng: &mut fastrand::Rng) -> Operation {
        let id = self.new_row("contact");
        let owner =
            if rng.u8(..5) == 0 { rng.choice(PEOPLE).map_or(owner, |person| Id::named(person.0)) } else { owner };
        Operation::create(
            "contact",
            id,
            [("last_name", Value::text(format!("{}", self.marks))), ("owner", owner.into())],
        )
    }

    /// Numbers of accounts come from a small pool: two people offline take the same one.
    fn account(&mut self, owner: Id, rng: &mut fastrand::Rng) -> Operation {
        let id = self.new_row("account");
        let number = Value::text(format!("A-{}", rng.u8(..6)));
        let values = [("name", Value::text(format!("{}", self.marks))), ("number", number), ("owner", owner.into())];
        Operation::create("account", id, values)
    }

    fn on_row(&self, tab: &Tab, rng: &mut fastrand::Rng, make: impl Fn(Name, Id) -> Operation) -> Vec<Operation> {
        let row = self.seen(tab, rng);
        row.map(|row| make(row.entity.clone(), row.id)).into_iter().collect()
    }

    /// A row that the tab shows.
    fn seen(&self, tab: &Tab, rng: &mut fastrand::Rng) -> Option<Record> {
        let replica = tab.replica.borrow();
        let crowded = self.swarm.crowd.clone().and_then(|crowd| self.rows.get(crowd));
        let (entity, id) = rng.choice(crowded.unwrap_or(&self.rows))?;
        replica.get(entity, *id).map(|row| (**row).clone())
    }

    fn patch(&self, tab: &Tab, rng: &mut fastrand::Rng, fields: &[&str], value: &Value) -> Vec<Operation> {
        let Some(row) = self.seen(tab, rng) else { return Vec::new() };
        let schema = &self.world.around.schema;
        let has = |field: &&&str| schema.entity(&row.entity).is_some_and(|def| def.field(field).is_some());
        let Some(field) = rng.choice(fields.iter().filter(has).collect::<Vec<_>>()) else { return Vec::new() };
        vec![tab.replica.borrow().patch(&row, [(*field, value.clone())])]
    }

    /// Somebody writes on a long text: on what the tab shows, or in an editor that was opened before.
    fn write_text(&mut self, tab: &Tab, mark: Id, rng: &mut fastrand::Rng) -> Vec<Operation> {
        let open = self.editors.iter().position(|editor| editor.tab == tab.id).filter(|_| rng.bool());
        let editor = match open {
            Some(at) => Some(self.editors.swap_remove(at)),
            None => self.opened(tab, rng),
        };
        let replica = tab.replica.borrow();
        let is_there = |editor: &Editor| replica.get(&editor.record.entity, editor.record.id).is_some();
        let Some(editor) = editor.filter(is_there) else { return Vec::new() };
        if open.is_none() && rng.u8(..3) == 0 {
            self.editors.push(editor);
            return Vec::new();
        }
        let row = editor.record;
        self.seen.extend(editor.seen.map(|seen| ((mark, TEXT.into()), seen)));
        let before = row.value(TEXT).as_text().unwrap_or_default().to_owned();
        let after = written_on(&before, &format!("t{}", self.marks), rng);
        let op = replica.patch(&row, [(TEXT, Value::text(&after))]);
        self.texts.insert(mark, oracles::Written { before, after, struck: editor.struck });
        vec![op]
    }

    /// An editor of what a tab shows now.
    fn opened(&self, tab: &Tab, rng: &mut fastrand::Rng) -> Option<Editor> {
        let record = Arc::new(self.seen(tab, rng)?);
        let replica = tab.replica.borrow();
        let seen = self.seen_of(&replica, (&record.entity, record.id), TEXT);
        let struck = self.struck_out_here(&replica, &record);
        Some(Editor { tab: tab.id, record, seen, struck })
    }

    /// Words of a row's text that edits which wait on the device strike out. All that waits is woven into what is shown,
    /// so these are gone for whoever writes there, whichever edit came last.
    fn struck_out_here(&self, replica: &Replica, row: &Record) -> BTreeSet<String> {
        let on_row = |mutation: &&Mutation| mutation.ops.iter().any(|op| op.target() == (&row.entity, row.id));
        let waiting = replica.pending().values().map(|pending| &pending.mutation).filter(on_row);
        waiting.filter_map(|mutation| Some(self.texts.get(&mutation.group?)?.gone())).flatten().collect()
    }

    /// Trees: two people who move two branches below one another make a ring of them.
    fn parent(&self, tab: &Tab, rng: &mut fastrand::Rng) -> Vec<Operation> {
        let accounts: Vec<Id> =
            self.rows.iter().filter(|(entity, _)| &**entity == "account").map(|(_, id)| *id).collect();
        let Some(parent) = rng.choice(&accounts) else { return Vec::new() };
        let child = rng.choice(&accounts).and_then(|id| tab.replica.borrow().get("account", *id).cloned());
        child.map(|row| tab.replica.borrow().patch(&row, [("parent", Value::from(*parent))])).into_iter().collect()
    }

    /// Sets merge as operations.
    fn items(&self, tab: &Tab, rng: &mut fastrand::Rng) -> Vec<Operation> {
        let Some(row) = self.seen(tab, rng).filter(|row| &*row.entity == "contact") else { return Vec::new() };
        let items = ["email", "phone", "post", "visit"];
        let mut some = || rng.choice(items).map(Into::into).into_iter().collect();
        let edit = Edit::Items { add: some(), remove: some() };
        let change = tab.replica.borrow().change(&row, "channels", edit);
        vec![Operation::Patch { entity: row.entity.clone(), id: row.id, changes: vec![change] }]
    }

    // What goes wrong

    fn trouble(&mut self, rng: &mut fastrand::Rng) {
        use Trouble as T;
        let drawn = if rng.bool() { Some(self.swarm.focus) } else { rng.choice(T::ALL) };
        let Some(kind) = drawn.filter(|kind| self.swarm.has(*kind)) else { return self.open_tab(rng) };
        match kind {
            T::ServerDies => self.server_trouble(rng),
            T::Restore => self.backup_or_restore(rng),
            T::Moves => self.move_somebody(rng),
            T::Late => self.deliver_late(rng),
            kind => self.device_trouble(kind, rng),
        }
    }

    fn open_tab(&self, rng: &mut fastrand::Rng) {
        let device = self.world.device(rng.usize(..64));
        if device.live_tabs().len() < 4 {
            device.open_tab();
        }
    }

    fn device_trouble(&self, kind: Trouble, rng: &mut fastrand::Rng) {
        let device = self.world.device(rng.usize(..64));
        trace::say(|| format!("device {}: {kind:?}", device.index));
        match kind {
            Trouble::TabDies if rng.bool() => {
                if let Some(tab) = any_tab(&device, rng) {
                    device.kill(&tab);
                }
            }
            Trouble::TabDies => device.kill_all(),
            Trouble::PowerCut => {
                device.kill_all();
                device.disk.power_cut(rng.usize(..=device.disk.at_risk()));
            }
            Trouble::Full => device.disk.set_full(rng.bool()),
            Trouble::Rot => {
                device.rotten.set(true);
                device.disk.lose_chunk(rng.usize(..64));
            }
            Trouble::Evict => self.evict(&device),
            Trouble::Clone if self.world.all_devices().len() < 8 => self.world.clone_device(&device),
            Trouble::Skew => {
                const TEN_YEARS: i64 = 10 * 365 * 86_400_000;
                device.skew.set(rng.choice([0, TEN_YEARS, -TEN_YEARS, rng.clone().i64(-60_000..60_000)]).unwrap_or(0));
            }
            Trouble::Sleep => {
                if let Some(tab) = any_tab(&device, rng) {
                    tab.asleep.set(!tab.asleep.get());
                }
            }
            _ => {}
        }
        if device.live_tabs().is_empty() {
            device.open_tab();
        }
    }

    /// The browser throws a device's storage away: edits that waited there are gone, and nobody but the
    /// browser is to blame.
    fn evict(&self, device: &Rc<Device>) {
        device.kill_all();
        self.excuse(device);
        device.disk.evict();
    }

    fn excuse(&self, device: &Device) {
        let safe: BTreeSet<Id> =
            self.world.around.server.log().iter().filter_map(|logged| logged.mutation().group).collect();
        let mut edits = self.world.around.edits.borrow_mut();
        for mark in device.disk.marks().into_iter().filter(|mark| !safe.contains(mark)) {
            if let Some(edit) = edits.get_mut(&mark) {
                edit.stage = Stage::Excused;
            }
        }
    }

    fn server_trouble(&self, rng: &mut fastrand::Rng) {
        let server = &self.world.around.server;
        trace::say(|| format!("the server {}", if server.is_up() { "dies" } else { "comes back" }));
        if server.is_up() && rng.bool() {
            self.server_dies_in_a_commit(rng);
        } else if server.is_up() {
            server.crash(rng.bool());
        } else {
            server.start();
        }
    }

    /// The power goes between writing and syncing, while others ask what is new.
    fn server_dies_in_a_commit(&self, rng: &mut fastrand::Rng) {
        let server = &self.world.around.server;
        for _ in 0..100 {
            if server.begin_commit() {
                break;
            }
            self.others_go_on(rng);
        }
        for device in self.world.all_devices() {
            device.begin_round();
        }
        for _ in 0..rng.usize(..60) {
            self.others_go_on(rng);
        }
        server.crash(false);
    }

    fn backup_or_restore(&mut self, rng: &mut fastrand::Rng) {
        match rng.u8(..5) {
            0 | 1 => self.back_up(),
            2 => self.restore(rng),
            3 => {
                self.back_up();
                self.restore(rng);
            }
            _ => self.restore_twice(rng),
        }
    }

    fn back_up(&self) {
        let backup = self.world.around.server.back_up();
        self.world.backups.borrow_mut().push(backup);
    }

    /// Somebody writes on what a restore cuts off. Others go on with what was restored, and that is backed up and
    /// restored in turn: the one who was away meanwhile gives edits that are of a log two restores back.
    fn restore_twice(&mut self, rng: &mut fastrand::Rng) {
        self.meet(None, rng);
        for _ in 0..rng.usize(..6) {
            self.write(rng);
            self.effect(rng);
        }
        self.restore(rng);
        self.meet(Some(rng.usize(..4)), rng);
        self.back_up();
        self.restore(rng);
    }

    /// All devices begin to sync but one that is away.
    fn meet(&self, away: Option<usize>, rng: &mut fastrand::Rng) {
        for device in self.world.all_devices().iter().filter(|device| Some(device.index) != away) {
            device.begin_round();
        }
        for _ in 0..rng.usize(20..120) {
            self.effect(rng);
        }
    }

    fn restore(&self, rng: &mut fastrand::Rng) {
        // Mostly the last one, but it may be damaged.
        let mut backups = self.world.backups.borrow_mut();
        let damaged = if rng.u8(..4) == 0 && backups.len() > 1 { backups.pop() } else { None };
        let Some(backup) = backups.last() else { return };
        trace::say(|| "the server goes on from a backup".to_owned());
        self.excuse_what_nobody_has(backup, damaged.as_ref());
        self.world.around.server.restore(backup);
    }

    /// Edits that only the server still had, and the backup does not: nobody can give them back. Nor those of a newer
    /// backup that is damaged, for which devices keep nothing any more.
    fn excuse_what_nobody_has(&self, backup: &Image, damaged: Option<&Image>) {
        let mut held: BTreeSet<Id> = backup.marks().collect();
        for device in self.world.all_devices() {
            held.extend(device.disk.marks());
        }
        let server = &self.world.around.server;
        let logged: Vec<Id> = server.log().iter().filter_map(|logged| logged.mutation().group).collect();
        let lost = logged.into_iter().filter(|mark| !held.contains(mark));
        let with_it =
            damaged.into_iter().flat_map(Image::marks).filter(|mark| !backup.marks().any(|kept| kept == *mark));
        let mut edits = self.world.around.edits.borrow_mut();
        for mark in lost.chain(with_it) {
            if let Some(edit) = edits.get_mut(&mark) {
                edit.stage = Stage::Excused;
            }
        }
    }

    fn move_somebody(&self, rng: &mut fastrand::Rng) {
        let Some((name, _, _)) = rng.choice(PEOPLE.iter().skip(1)) else { return };
        if rng.u8(..3) == 0 {
            let role = rng.choice([Role::Rep, Role::ReadOnly, Role::Manager]).unwrap_or(Role::Rep);
            self.world.set_person(name, "role", role.id());
        } else {
            let team = rng.choice(TEAMS).unwrap_or("east");
            self.world.set_person(name, "team", Id::named(team));
        }
    }

    fn deliver_late(&self, rng: &mut fastrand::Rng) {
        let mut late = self.world.around.late.borrow_mut();
        if !late.is_empty() {
            let nth = rng.usize(..late.len());
            let (user, request) = late.swap_remove(nth);
            self.world.around.server.take(user, request, None);
        }
    }

    // What must hold

    /// Promises that hold at every moment.
    fn look(&self) -> Result<(), String> {
        for device in self.world.all_devices() {
            if device.synced.take() {
                oracles::keeps_silent(&device)?;
            }
            for tab in device.live_tabs().iter().filter(|tab| tab.shown.get()) {
                if tab.ready.get() {
                    oracles::at_any_time(tab, &self.pairs)?;
                    oracles::shows_what_left(tab, &self.world.around)?;
                } else {
                    oracles::shows_what_waits(tab)?;
                }
            }
        }
        Ok(())
    }

    /// All trouble ends; everything must come right within a bound.
    fn end(&self) -> Result<(), String> {
        let around = &self.world.around;
        around.server.start();
        trace::say(|| "all trouble ends".to_owned());
        for device in self.world.all_devices() {
            device.disk.set_full(false);
            if device.live_tabs().is_empty() {
                device.open_tab();
            }
            device.live_tabs().iter().for_each(|tab| tab.asleep.set(false));
        }
        self.settle()?;
        let late = std::mem::take(&mut *around.late.borrow_mut());
        for (user, request) in late {
            around.server.take(user, request, None);
        }
        self.rounds()?;
        self.look()?;
        oracles::at_the_end(&self.world, &self.seen, &self.texts)?;
        self.reopen_all()?;
        self.rounds()?;
        oracles::at_the_end(&self.world, &self.seen, &self.texts)
    }

    fn rounds(&self) -> Result<(), String> {
        for _ in 0..ROUNDS {
            for device in self.world.all_devices() {
                device.begin_round();
            }
            self.settle()?;
        }
        Ok(())
    }

    /// Every app is closed and opened again: only what is on the disk is left, and rot is noticed now.
    fn reopen_all(&self) -> Result<(), String> {
        for device in self.world.all_devices() {
            device.kill_all();
            device.rotten.set(false);
            device.open_tab();
        }
        self.settle()
    }

    /// Lets everything happen that waits, without faults.
    fn settle(&self) -> Result<(), String> {
        let around = &self.world.around;
        for _ in 0..EFFECTS {
            let hear = |device: &Rc<Device>| device.live_tabs().iter().any(|tab| device.hear(tab));
            if let Some(one) = around.hub.waiting().iter().find(|one| one.ready) {
                around.hub.grant(*one, Verdict::Go);
            } else if around.server.is_busy() {
                around.server.work();
            } else if self.world.all_devices().iter().any(hear) {
            } else if let Some(one) = around.hub.waiting().first() {
                around.hub.grant(*one, Verdict::Fail);
            } else {
                return Ok(());
            }
        }
        Err("the world does not come to rest".to_owned())
    }
}

/// The log that a replica follows.
fn epoch(replica: &Replica) -> String {
    replica.meta().cursor.as_ref().map(|cursor| cursor.epoch.clone()).unwrap_or_default()
}

/// The mark of the edit that waits and shows in a cell.
fn waiting_mark(replica: &Replica, cell: &Cell) -> Option<Id> {
    let mut waiting = replica.pending().values().rev().map(|pending| &pending.mutation);
    let maker = waiting.find(|mutation| mutation.at == cell.stamp.at && mutation.client == cell.stamp.client);
    maker?.group
}

/// A text after somebody has put a word of their own in, struck one out, or both.
fn written_on(text: &str, word: &str, rng: &mut fastrand::Rng) -> String {
    let mut words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let place = rng.usize(..=words.len());
    match rng.u8(..4) {
        0 => words.push(word),
        1 => words.insert(place, word),
        2 if place < words.len() => drop(words.splice(place..=place, [word])),
        _ => {
            words.drain(place..words.len().min(place + rng.usize(..3)));
            words.insert(rng.usize(..=words.len()), word);
        }
    }
    words.join(" ")
}

fn any_tab(device: &Device, rng: &mut fastrand::Rng) -> Option<Rc<Tab>> {
    rng.choice(device.live_tabs())
}
