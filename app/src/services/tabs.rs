//! What tabs of one device tell each other. Each writes its own edits; one leads and speaks to the server.

use super::{
    platform::new_id,
    replica::{Phase, ReplicaHandle},
};
use crate::{
    replica::{Message, Standing, Tabs, Verification},
    ui::dom::forget_person,
};
use leptos::{prelude::*, task::spawn_local};
use shared::replica::Replica;

impl ReplicaHandle {
    pub(super) fn join_tabs(self) {
        let tabs = Tabs::join(move |message| self.hear(message));
        *self.inner().tabs.borrow_mut() = tabs;
    }

    pub(super) fn tell(self, message: &Message) {
        if let Some(tabs) = &*self.inner().tabs.borrow() {
            tabs.tell(message);
        }
    }

    /// Makes the sync loop run now, in whichever tab leads.
    pub fn wake(self) {
        if self.inner().leads.get() { self.wake_here() } else { self.tell(&Message::Wake) }
    }

    /// Makes the sync loop run now, if this tab leads.
    pub(super) fn wake_here(self) {
        let inner = self.inner();
        if inner.leads.get() {
            let _ = inner.wake.unbounded_send(());
        }
    }

    /// Compares what is here with what the server holds, in whichever tab leads.
    pub fn verify(self) {
        self.verification.set(Some(Verification::Running));
        if !self.inner().leads.get() {
            self.tell(&Message::Verify);
        }
        self.verify_soon();
    }

    /// Compares in the next round of whoever leads then: where the tab that leads now dies before it has answered, the
    /// next one does.
    fn verify_soon(self) {
        self.inner().verify_waits.set(true);
        self.wake_here();
    }

    /// Shows what came of comparing, here and in the tab that asked.
    pub(super) fn verified(self, verification: Verification) {
        self.tell(&Message::Verified(verification.clone()));
        self.verification.set(Some(verification));
    }

    /// Another tab said something.
    fn hear(self, message: Message) {
        let inner = self.inner();
        match message {
            Message::SignedOut => self.leave_device(),
            // Only who leads hears the server; late news of the one before would take this tab back.
            Message::Replaced | Message::Heard { .. } if inner.prepared.get() => {}
            Message::Replaced => self.reload_soon(),
            Message::Wake => {
                inner.files.borrow_mut().may_wait();
                self.wake_here();
            }
            Message::Damaged => self.fetch_again(),
            Message::Verify => self.verify_soon(),
            Message::Verified(verification) => {
                inner.verify_waits.set(false);
                self.verification.set(Some(verification));
            }
            Message::FirstSync { .. } | Message::State(_) if inner.leads.get() => {}
            Message::FirstSync { done, all } if self.me().is_none() => self.set_phase(Phase::FirstSync(done, all)),
            Message::FirstSync { .. } => {}
            Message::State(standing) => self.stand(standing),
            change if inner.reading.try_lock().is_none() => inner.heard.borrow_mut().push(change),
            change => self.take_in(change),
        }
    }

    /// Another tab cannot read a part of the replica that this one has in memory.
    fn fetch_again(self) {
        if self.inner().leads.get() {
            self.inner().replica.borrow_mut().distrust();
            self.wake_here();
        }
    }

    /// One reading that has not begun serves any number of replacements.
    fn reload_soon(self) {
        if self.inner().reload_waits.replace(true) {
            return;
        }
        spawn_local(async move {
            if let Err(error) = self.reload().await {
                self.trouble.set(Some(error.into()));
            }
        });
    }

    /// Takes in what was said while the replica was being read.
    pub(super) fn take_in_heard(self) {
        let heard = std::mem::take(&mut *self.inner().heard.borrow_mut());
        for change in heard {
            self.take_in(change);
        }
    }

    fn take_in(self, change: Message) {
        let inner = self.inner();
        match change {
            Message::Written { mutation } => {
                let touched = inner.replica.borrow_mut().adopt(mutation);
                self.notify(&touched);
                // It may name a picture that was chosen there.
                inner.files.borrow_mut().may_wait();
                self.wake_here();
            }
            Message::Heard { reply, delta } => {
                let touched = inner.replica.borrow_mut().overhear(reply.as_ref(), delta.as_ref());
                self.notify(&touched);
            }
            _ => {}
        }
    }

    /// How sync stands, as this tab sees it.
    pub(super) fn standing(self) -> Standing {
        Standing {
            online: self.online.get_untracked(),
            signed_out: self.signed_out.get_untracked(),
            asks: self.phase().get_untracked() == Phase::SignIn,
            trouble: self.trouble.get_untracked(),
            last_sync: self.last_sync.get_untracked(),
        }
    }

    /// Shows how sync stands, as the leading tab says.
    fn stand(self, standing: Standing) {
        self.online.set(standing.online);
        self.signed_out.set(standing.signed_out);
        self.trouble.set(standing.trouble);
        self.last_sync.set(standing.last_sync);
        if standing.asks && self.me().is_none() {
            self.set_phase(Phase::SignIn);
        }
    }

    /// The device is empty: this tab shows nothing of it, cannot write, and loads the sign-in page.
    pub(super) fn leave_device(self) {
        let inner = self.inner();
        inner.storage.borrow_mut().take();
        let schema = self.read(|replica| replica.whole_schema().clone());
        *inner.replica.borrow_mut() = Replica::new(schema, new_id());
        forget_person();
        self.toasts.clear();
        // Hidden, not taken down: what was pressed may still have something to do on its page.
        if let Some(body) = document().body() {
            body.set_hidden(true);
        }
        let _ = window().location().set_href("/sign-in");
    }
}
