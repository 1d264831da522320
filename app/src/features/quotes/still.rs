//! The picture that a line keeps of a configured product: taken when the product comes onto the quote, so a quote that was
//! sent goes on showing what was sent.

use super::configured::options;
use crate::{
    i18n::t_with,
    record::field,
    services::{ReplicaHandle, WorkshopHandle, keep_picture, still_of},
};
use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use protocol::{Configured, Draw, ModelOpened};
use shared::{Name, Record, Value, entities::QuoteLine};
use std::{pin::pin, sync::Arc};

/// Pixels of a picture: enough for the widest place in a document, and small enough for every device to hold many.
const SIZE: (u32, u32) = (960, 720);
/// A line waits so many milliseconds for its picture, and then does without.
const PATIENCE: u32 = 10_000;

/// A picture that nobody keeps yet.
pub struct Still {
    name: String,
    bytes: Vec<u8>,
}

/// Takes the picture of a configured product. Nothing where its model has no body, or this browser cannot draw it now.
pub async fn still(workshop: WorkshopHandle, opened: &ModelOpened, configured: &Configured) -> Option<Still> {
    opened.seen.as_ref()?;
    let question = Draw { model: opened.hash.clone(), options: options(&configured.choices) };
    let taken = async {
        let drawn = workshop.ask(question).await.ok()?;
        still_of(&drawn.figure, SIZE).await.ok()
    };
    match select(pin!(taken), pin!(TimeoutFuture::new(PATIENCE))).await {
        Either::Left((bytes, _)) => Some(Still { name: format!("{}.jpg", opened.id), bytes: bytes? }),
        Either::Right(_) => None,
    }
}

/// The field of a line with its picture. An older one goes where there is none: it would show another product.
pub async fn pictured(replica: ReplicaHandle, still: Option<&Still>) -> (Name, Value) {
    let file = match still {
        Some(still) => keep_picture(replica, &still.name, &still.bytes).await.ok(),
        None => None,
    };
    (QuoteLine::PICTURE.id.into(), file.map_or(Value::Null, Value::from))
}

/// The picture of a line, where it has one.
pub(super) fn shown(
    replica: ReplicaHandle,
    line: Memo<Option<Arc<Record>>>,
    name: impl Fn() -> String + Send + 'static,
) -> AnyView {
    let file = Memo::new(move |_| line.with(|line| line.as_ref()?.get(QuoteLine::PICTURE).cloned()));
    let picture = move || {
        let file = file.get()?;
        let words = t_with("quotes-still", &[("product", untrack(&name).into())]);
        let inside = field::picture(replica, file, words, || ().into_any());
        Some(view! { <span class="quote-line__picture">{inside}</span> })
    };
    picture.into_any()
}
