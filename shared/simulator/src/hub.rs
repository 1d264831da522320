//! A scheduler that a seed decides: every effect of every task waits here until it is granted.
//!
//! A task is a future of one tab. Each of its effects (a write, a request, an answer) is a [`Gate`]: the
//! task stops there until the history lets it go on, with success or with a fault. What happens between
//! two gates is atomic, as between two events in a browser. To crash a tab is to drop its tasks.

use crate::trace;
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

/// Whose task it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TabId {
    /// Index of the device.
    pub(crate) device: usize,
    /// Number of the tab, never used again on that device.
    pub(crate) tab: usize,
}

/// What a task waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// The storage is about to be written.
    Write,
    /// The storage has been read or written; the tab is about to hear of it.
    Stored,
    /// A request is on its way.
    Request,
    /// The answer is on its way back.
    Answer,
    /// The thread is given to others.
    Breath,
}

/// How an effect goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// As it should.
    Go,
    /// It fails or is lost, and the task hears of it.
    Fail,
    /// It reaches its end twice.
    Twice,
    /// The task hears of a failure, but a copy stays on the way and arrives later.
    Late,
}

type Task = Pin<Box<dyn Future<Output = ()>>>;

struct Ticket {
    owner: TabId,
    task: u64,
    effect: Effect,
    verdict: Rc<Cell<Option<Verdict>>>,
    /// For an answer: whether the server has given it.
    ready: Rc<dyn Fn() -> bool>,
}

/// An effect that may happen next.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Waiting {
    pub(crate) owner: TabId,
    pub(crate) effect: Effect,
    /// Whether it can succeed now; if not it can only fail.
    pub(crate) ready: bool,
    task: u64,
}

/// The tasks and the effects that they wait for.
#[derive(Default)]
pub(crate) struct Hub {
    tasks: RefCell<BTreeMap<u64, (TabId, Option<Task>)>>,
    tickets: RefCell<Vec<Ticket>>,
    running: Cell<Option<(u64, TabId)>>,
    last: Cell<u64>,
}

impl Hub {
    /// Begins a task; it runs up to its first effect at once.
    pub(crate) fn spawn(&self, owner: TabId, task: impl Future<Output = ()> + 'static) {
        let id = self.last.get() + 1;
        self.last.set(id);
        self.tasks.borrow_mut().insert(id, (owner, Some(Box::pin(task))));
        self.poll(id);
    }

    /// Drops all tasks of a tab where they stand.
    pub(crate) fn kill(&self, owner: TabId) {
        self.tickets.borrow_mut().retain(|ticket| ticket.owner != owner);
        let dead: Vec<_> = {
            let mut tasks = self.tasks.borrow_mut();
            let ids: Vec<u64> = tasks.iter().filter(|(_, (tab, _))| *tab == owner).map(|(id, _)| *id).collect();
            ids.iter().filter_map(|id| tasks.remove(id)).collect()
        };
        drop(dead);
    }

    /// Effects that wait.
    pub(crate) fn waiting(&self) -> Vec<Waiting> {
        let tickets = self.tickets.borrow();
        let waiting = tickets.iter().map(|ticket| Waiting {
            owner: ticket.owner,
            effect: ticket.effect,
            ready: (ticket.ready)(),
            task: ticket.task,
        });
        waiting.collect()
    }

    /// Lets one effect happen, and its task go on to the next.
    pub(crate) fn grant(&self, waiting: Waiting, verdict: Verdict) {
        let ticket = {
            let mut tickets = self.tickets.borrow_mut();
            let Some(at) = tickets.iter().position(|ticket| ticket.task == waiting.task) else { return };
            // In order: whoever waits longest is first when everything comes to rest.
            tickets.remove(at)
        };
        trace::say(|| format!("{:?} of {:?}: {verdict:?}", ticket.effect, ticket.owner));
        ticket.verdict.set(Some(verdict));
        self.poll(ticket.task);
    }

    /// The effect that a task waits for.
    pub(crate) fn gate(self: &Rc<Self>, effect: Effect) -> Gate {
        self.gate_when(effect, Rc::new(|| true))
    }

    /// An effect that cannot succeed before something else has happened.
    pub(crate) fn gate_when(self: &Rc<Self>, effect: Effect, ready: Rc<dyn Fn() -> bool>) -> Gate {
        Gate { hub: self.clone(), effect, ready, verdict: None }
    }

    fn poll(&self, id: u64) {
        let Some((owner, Some(mut task))) = self.tasks.borrow_mut().get_mut(&id).map(|(tab, task)| (*tab, task.take()))
        else {
            return;
        };
        let before = self.running.replace(Some((id, owner)));
        let done = task.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready();
        self.running.set(before);
        let mut tasks = self.tasks.borrow_mut();
        if done {
            tasks.remove(&id);
        } else if let Some((_, slot)) = tasks.get_mut(&id) {
            *slot = Some(task);
        }
    }
}

/// A future that is ready once the history has decided.
pub(crate) struct Gate {
    hub: Rc<Hub>,
    effect: Effect,
    ready: Rc<dyn Fn() -> bool>,
    verdict: Option<Rc<Cell<Option<Verdict>>>>,
}

impl Future for Gate {
    type Output = Verdict;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Verdict> {
        if let Some(verdict) = &self.verdict {
            return verdict.get().map_or(Poll::Pending, Poll::Ready);
        }
        let Some((task, owner)) = self.hub.running.get() else { return Poll::Ready(Verdict::Fail) };
        let verdict = Rc::new(Cell::new(None));
        let ticket = Ticket { owner, task, effect: self.effect, verdict: verdict.clone(), ready: self.ready.clone() };
        self.hub.tickets.borrow_mut().push(ticket);
        self.verdict = Some(verdict);
        Poll::Pending
    }
}
