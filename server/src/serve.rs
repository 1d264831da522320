//! From a listener to a clean end.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::{
    app::App,
    routes,
    store::{Store, StoreError},
    workspace::Writer,
};
use std::sync::Arc;

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
/// writes what was queued, and closes the store.
///
/// # Errors
/// See [`ServeError`].
pub async fn serve(
    listener: TcpListener,
    app: App,
    writer: Writer,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let store: Arc<dyn Store> = app.workspace.store().clone();
    let router = routes::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let stopping = async move {
        stop.await;
        app.stop();
    };
    axum::serve(listener, router).with_graceful_shutdown(stopping).await?;
    // The last handle of the workspace went with the router, so the writer ends when its queue is empty.
    let _ = writer.await;
    store.close().await?;
    Ok(())
}
