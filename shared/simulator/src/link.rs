//! The network between a tab and the server, and what rides on it.

use crate::{
    hub::{Effect, Hub, Verdict},
    server::{Server, Slot},
};
use shared::{
    Id,
    replica::{Transport, TransportError},
    sync::{DigestReply, DigestRequest, PullReply, PullRequest, PushReply, PushRequest},
};
use std::{cell::RefCell, rc::Rc};

/// A push whose copy is still on the way when its sender has given up.
pub(crate) type Late = Rc<RefCell<Vec<(Id, PushRequest)>>>;

/// A tab's way to the server.
pub(crate) struct Link {
    pub(crate) hub: Rc<Hub>,
    pub(crate) server: Rc<Server>,
    pub(crate) user: Id,
    pub(crate) late: Late,
}

impl Link {
    /// A question that only reads.
    async fn asks<T>(&self, ask: impl Fn(&Server) -> Option<T>) -> Result<T, TransportError> {
        let verdict = self.hub.gate(Effect::Request).await;
        if verdict == Verdict::Fail || verdict == Verdict::Late || !self.server.is_up() {
            return Err(TransportError::Offline);
        }
        let answer = ask(&self.server);
        if self.hub.gate(Effect::Answer).await != Verdict::Go {
            return Err(TransportError::Offline);
        }
        answer.ok_or(TransportError::SignedOut)
    }
}

impl Transport for Link {
    async fn push(&self, request: &PushRequest) -> Result<PushReply, TransportError> {
        let slot = Slot::default();
        match self.hub.gate(Effect::Request).await {
            Verdict::Fail => return Err(TransportError::Offline),
            Verdict::Late => {
                self.late.borrow_mut().push((self.user, request.clone()));
                return Err(TransportError::Offline);
            }
            Verdict::Go => self.server.take(self.user, request.clone(), Some(slot.clone())),
            Verdict::Twice => {
                self.server.take(self.user, request.clone(), Some(slot.clone()));
                self.server.take(self.user, request.clone(), None);
            }
        }
        let filled = slot.clone();
        let verdict = self.hub.gate_when(Effect::Answer, Rc::new(move || filled.borrow().is_some())).await;
        let reply = slot.borrow_mut().take().filter(|_| verdict == Verdict::Go);
        reply.ok_or(TransportError::Offline)
    }

    async fn pull(&self, request: &PullRequest) -> Result<PullReply, TransportError> {
        self.asks(|server| server.pull(self.user, request)).await
    }

    async fn chunks(&self, hashes: &[&str]) -> Vec<Result<Vec<u8>, TransportError>> {
        let mut answers = Vec::with_capacity(hashes.len());
        for hash in hashes {
            let found = self.asks(|server| Some(server.chunk(hash))).await;
            let refused = || TransportError::Refused("no such chunk".to_owned());
            answers.push(found.and_then(|found| found.ok_or_else(refused)));
        }
        answers
    }

    async fn digest(&self, request: &DigestRequest) -> Result<DigestReply, TransportError> {
        self.asks(|server| server.digest(self.user, request)).await
    }
}
