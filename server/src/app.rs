//! Everything that handlers share.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use shared::{Id, Schema};
use tokio::sync::watch;

use crate::{
    assets::Assets,
    auth::{ApiKeys, Passwords, Sessions, Throttle},
    blobs::Blobs,
    clock::Clock,
    config::Config,
    demo::DemoJob,
    documents::Documents,
    mail::{self, Post},
    metrics::Metrics,
    routes::PublicModels,
    store::{Store, StoreError},
    workspace::Workspace,
};

/// The server's state, cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What a server is made of.
pub struct Parts {
    /// The workspace.
    pub workspace: Workspace,
    /// Signed-in devices.
    pub sessions: Sessions,
    /// Keys of programs.
    pub keys: ApiKeys,
    /// Passwords.
    pub passwords: Passwords,
    /// Guesses.
    pub throttle: Throttle,
    /// Guesses of links.
    pub link_guesses: Throttle,
    /// What comes by links.
    pub link_answers: Throttle,
    /// Documents fetched by links.
    pub link_documents: Throttle,
    /// New files.
    pub uploads: Throttle,
    /// Files.
    pub blobs: Blobs,
    /// Where documents are written.
    pub documents: Documents,
    /// The way to the mail server, where there is one.
    pub post: Option<Post>,
    /// The demo workspace, while it is being made.
    pub demo: DemoJob,
    /// Requests for quotes by visitors.
    pub requests: Throttle,
    /// Models that the public configurator shows.
    pub models: PublicModels,
    /// What the operator has set.
    pub config: Config,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Figures.
    pub metrics: Arc<Metrics>,
    /// The app's files.
    pub assets: Box<dyn Assets>,
    /// Open streams by session.
    pub streams: Streams,
    stop: watch::Sender<bool>,
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Opens what is in the store, and makes ready to serve it.
    ///
    /// # Errors
    /// Those of [`Workspace::open`].
    pub async fn open(
        store: Arc<dyn Store>,
        config: Config,
        clock: Arc<dyn Clock>,
        assets: Box<dyn Assets>,
    ) -> Result<Self, StoreError> {
        let metrics = Arc::new(Metrics::default());
        let schema = Arc::new(Schema::built_in());
        let workspace = Workspace::open(store.clone(), schema, clock.clone(), metrics.clone()).await?;
        let parts = Parts {
            workspace,
            sessions: Sessions::new(store.clone(), clock.clone(), config.sessions.clone()),
            keys: ApiKeys::new(store.clone(), clock.clone()),
            passwords: Passwords::new(&config.passwords),
            throttle: Throttle::new(config.sign_in.clone()),
            link_guesses: Throttle::new(config.public.guessing()),
            link_answers: Throttle::new(config.public.answering()),
            link_documents: Throttle::new(config.public.fetching()),
            uploads: Throttle::new(config.limits.uploading()),
            blobs: Blobs::new(store),
            documents: Documents::new(config.limits.documents),
            post: Post::open(&config.mail).inspect_err(|why| tracing::error!(%why, "no e-mail is sent")).ok().flatten(),
            demo: DemoJob::default(),
            requests: Throttle::new(config.public.requesting()),
            models: PublicModels::default(),
            config,
            clock,
            metrics,
            assets,
            streams: Streams::default(),
            stop: watch::Sender::new(false),
        };
        Ok(Self(Arc::new(parts)))
    }

    /// Looks every now and then whether other servers have written, until this one stops. For a store
    /// that several servers share.
    pub fn follow_others(&self, every: Duration) {
        let (app, mut stopping) = (self.clone(), self.stopping());
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    _ = stopping.changed() => return,
                    () = tokio::time::sleep(every) => {}
                }
                if let Err(error) = app.workspace.follow().await {
                    tracing::warn!(%error, "cannot see what other servers have written");
                }
            }
        });
    }

    /// Sends e-mails as they come in, until this server stops.
    pub fn deliver_mail(&self) {
        tokio::spawn(mail::deliver(self.clone()));
    }

    /// Ends every stream, so that connections can be drained.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Becomes true when the server stops.
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stop.subscribe()
    }
}

/// Counts open streams by session, so that one device cannot hold all connections.
#[derive(Default)]
pub struct Streams(Mutex<HashMap<Id, usize>>);

impl Streams {
    /// Counts one more, unless there are `most` already.
    pub fn open(&self, session: Id, most: usize) -> bool {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(session).or_default();
        let room = *count < most;
        *count += usize::from(room);
        room
    }

    /// Counts one less.
    pub fn close(&self, session: Id) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&session) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                open.remove(&session);
            }
        }
    }
}
