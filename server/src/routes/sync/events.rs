use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, Sse};
use futures::{Stream, stream};
use shared::{Id, sync::Head};
use tokio::sync::{broadcast, watch};
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::{app::App, auth::Caller, failure::Failure};

/// How long a browser waits before it connects again.
const RETRY: Duration = Duration::from_secs(2);

/// `GET /api/sync/events`: says where the log stands, at once and whenever it grows, as the event `head`
/// with `{"epoch", "seq"}`. It says nothing of what changed: the app pulls. The stream ends with the
/// session, with the person's right to work here, and with the server.
pub(crate) async fn events(
    State(app): State<App>,
    caller: Caller,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Failure> {
    let place = caller.session.as_ref().map_or(caller.access.user, |session| session.id);
    if !app.streams.open(place, app.config.limits.streams) {
        return Err(Failure::new(StatusCode::TOO_MANY_REQUESTS, "problem-too-many-streams"));
    }
    app.metrics.streams.inc();
    let mut heads = app.workspace.heads();
    heads.mark_changed();
    let mut beat = interval(app.config.limits.heartbeat());
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first tick comes at once, and the stream begins with a head anyway.
    beat.reset();
    let (endings, stopping) = (app.sessions.endings(), app.stopping());
    let open = Open { app, caller, place, heads, endings, stopping, beat };
    let events = stream::unfold(open, |mut open| async move { Some((Ok(open.next().await?), open)) });
    Ok(Sse::new(events))
}

/// An open stream. Dropping it, for whatever reason, counts it out.
struct Open {
    app: App,
    caller: Caller,
    place: Id,
    heads: watch::Receiver<Head>,
    endings: broadcast::Receiver<Id>,
    stopping: watch::Receiver<bool>,
    beat: Interval,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.app.metrics.streams.dec();
        self.app.streams.close(self.place);
    }
}

impl Open {
    async fn next(&mut self) -> Option<Event> {
        loop {
            tokio::select! {
                biased;
                () = stopped(&mut self.stopping) => return None,
                ended = self.endings.recv() => {
                    let ours = ended.map_or(true, |id| self.caller.session.as_ref().is_some_and(|session| session.id == id));
                    if ours && !self.may_go_on().await {
                        return None;
                    }
                }
                changed = self.heads.changed() => {
                    changed.ok()?;
                    self.app.workspace.access(self.caller.access.user)?;
                    let head = self.heads.borrow_and_update().clone();
                    return Some(news(&head));
                }
                // Also how a session ended by another server is noticed.
                _ = self.beat.tick() => {
                    return if self.may_go_on().await { Some(Event::default().comment("")) } else { None };
                }
            }
        }
    }

    async fn may_go_on(&self) -> bool {
        let welcome = self.app.workspace.access(self.caller.access.user).is_some();
        match &self.caller.session {
            // A store that does not answer now says nothing about the session.
            Some(session) => welcome && self.app.sessions.still(session).await.unwrap_or(true),
            None => welcome,
        }
    }
}

/// Returns when the server stops. (What `wait_for` gives would keep the receiver borrowed.)
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

fn news(head: &Head) -> Event {
    let place = serde_json::json!({ "epoch": head.epoch, "seq": head.seq });
    Event::default().event("head").retry(RETRY).data(place.to_string())
}
