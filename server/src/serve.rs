//! From a listener to a clean end.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::{app::App, routes, store::StoreError};

/// How long open connections may take to end after a stop.
const GRACE: Duration = Duration::from_secs(20);

/// Why serving ended badly.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The listener.
    #[error("cannot serve: {0}")]
    Listener(#[from] io::Error),
    /// The store, while closing.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Serves until `stop` comes: then takes no more connections, ends streams, answers what was asked,
/// writes what was queued, and closes the store. Connections on which nothing was asked are not waited
/// for longer than some seconds.
///
/// # Errors
/// As `ServeError` says.
pub async fn serve(
    listener: TcpListener,
    app: App,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let router = routes::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let (begin, started) = oneshot::channel();
    let ending = app.clone();
    let stopping = async move {
        stop.await;
        ending.stop();
        let _ = begin.send(());
    };
    let patience = async {
        if started.await.is_err() {
            // Serving ended by itself, which the other branch sees.
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(GRACE).await;
    };
    let served = tokio::select! {
        served = async { axum::serve(listener, router).with_graceful_shutdown(stopping).await } => served,
        () = patience => Ok(()),
    };
    app.workspace.stop().await;
    app.workspace.store().close().await?;
    Ok(served?)
}
