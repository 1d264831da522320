//! The demo that a server makes because somebody pressed for it.

use std::sync::{Mutex, PoisonError};

use shared::{Id, demo::OWNER};
use tokio::sync::watch;

use super::{DemoError, Plan, make};
use crate::{app::App, failure::Failure};

/// How far a demo is.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    /// Records that are there.
    pub made: usize,
    /// Records that there will be.
    pub records: usize,
    ended: Option<Result<Id, Failure>>,
}

/// The one demo that may be in the making: whoever asks for it meanwhile waits for the same one.
#[derive(Default)]
pub struct DemoJob(Mutex<Option<watch::Receiver<Progress>>>);

impl DemoJob {
    /// How far it is, while it is being made.
    pub fn progress(&self) -> Option<Progress> {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.as_ref().map(|progress| progress.borrow().clone()).filter(|progress| progress.ended.is_none())
    }

    /// Waits for the one that is being made, or has this one made; its owner. It goes on when nobody waits any more.
    ///
    /// # Errors
    /// What `make` could not do.
    pub async fn run(&self, app: &App, plan: Plan) -> Result<Id, Failure> {
        let mut progress = self.join(app, plan);
        let ended = progress.wait_for(|progress| progress.ended.is_some()).await.ok().and_then(|end| end.ended.clone());
        ended.unwrap_or_else(|| Err(Failure::unforeseen("a demo", &"ended without an answer")))
    }

    fn join(&self, app: &App, plan: Plan) -> watch::Receiver<Progress> {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(progress) = running.as_ref().filter(|progress| progress.borrow().ended.is_none()) {
            return progress.clone();
        }
        let (tell, progress) = watch::channel(Progress::default());
        *running = Some(progress.clone());
        tokio::spawn(carry_out(app.clone(), plan, tell));
        progress
    }
}

async fn carry_out(app: App, plan: Plan, tell: watch::Sender<Progress>) {
    let say = |made, records| drop(tell.send_replace(Progress { made, records, ended: None }));
    let made = make(&app.workspace, &app.passwords, &plan, app.clock.now(), say).await;
    let owner = || app.workspace.person(OWNER.email).ok_or_else(Failure::not_found);
    let ended = made.map_err(Failure::from).and_then(|()| owner());
    tell.send_modify(|progress| progress.ended = Some(ended));
}

impl From<DemoError> for Failure {
    fn from(error: DemoError) -> Self {
        match error {
            DemoError::Taken | DemoError::Another(..) => Self::already_set_up(),
            DemoError::Push(error) => error.into(),
            DemoError::Store(error) => error.into(),
            DemoError::Refused(_) | DemoError::Unhashed => Self::unforeseen("a demo", &error),
        }
    }
}
