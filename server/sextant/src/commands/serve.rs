use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use server::{
    app::App,
    assets::{Assets, Directory, Embedded},
    clock::SystemClock,
    mail::Post,
};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::{
    cli::{LogFormat, Serve},
    opened, running,
    settings::settings,
    trouble::Trouble,
};

/// How often a server looks whether others on the same store have written.
const FOLLOW: Duration = Duration::from_millis(500);

/// `sextant serve`
pub(crate) async fn serve(options: &Serve) -> Result<(), Trouble> {
    let settings = settings(options)?;
    log(settings.log);
    // Taken before the store is opened, so that a stop while loading is not lost.
    let stop = stop()?;
    let listener = TcpListener::bind(&settings.listen).await;
    let listener = listener.map_err(|error| deaf(&settings.listen, &error))?;
    Post::open(&settings.server.mail).map_err(Trouble::usage)?;
    let store = opened::store_with(&settings.place, settings.store).await?;
    let assets: Box<dyn Assets> = match settings.assets {
        Some(directory) => Box::new(Directory(directory)),
        None => Box::new(Embedded),
    };
    let app = App::open(store, settings.server, Arc::new(SystemClock), assets).await?;
    app.deliver_mail();
    if opened::is_shared(&settings.place) {
        app.follow_others(FOLLOW);
    }
    if let Some(data) = &settings.place.data {
        running::listen(data, &app);
    }
    tracing::info!(rows = app.workspace.truth().len(), seq = app.workspace.truth().head().seq, "loaded");
    writeln!(std::io::stdout(), "listening on http://{}", listener.local_addr()?)?;
    std::io::stdout().flush()?;
    server::serve(listener, app, stop).await.map_err(Trouble::failed)
}

/// What is no address at all was said wrongly; one that cannot be had may be free another time.
fn deaf(address: &str, error: &std::io::Error) -> Trouble {
    let why = format!("cannot listen on {address}: {error}");
    if error.kind() == std::io::ErrorKind::InvalidInput { Trouble::usage(why) } else { Trouble::failed(why) }
}

fn log(format: LogFormat) {
    let filter =
        EnvFilter::try_from_env("SEXTANT_LOG_FILTER").unwrap_or_else(|_| EnvFilter::new("info,surrealdb=warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Json => builder.json().init(),
        LogFormat::Pretty => builder.init(),
    }
}

/// Comes with the first SIGTERM or SIGINT.
fn stop() -> Result<impl Future<Output = ()> + Send + 'static, Trouble> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
    })
}
