//! The quote as PDF, written on the device: a draft as it is, marked so; what was sent as it was sent.

use super::{acts::Act, desk::Desk};
use crate::{
    i18n::t_with,
    services::{picture_bytes, save_bytes},
    ui::Glyph,
};
use leptos::{prelude::*, task::spawn_local};
use protocol::{Render, document};
use shared::Problem;

/// Writing the quote as PDF and handing it over as a file.
pub(super) fn act(desk: Desk) -> Act {
    let busy = RwSignal::new(false);
    let ready = Memo::new(move |_| {
        // Before everything is read the firm or a discount could be missing.
        let loaded = desk.replica.loaded().get();
        let priced = desk.outcome.with(|outcome| outcome.problems.is_empty() && outcome.priced.is_some());
        loaded && priced && desk.lines.with(|lines| !lines.is_empty())
    });
    let press = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            match write(desk).await {
                Ok((name, true)) => desk.replica.say(t_with("quotes-said-pdf", &[("name", name.into())])),
                Ok((name, false)) => desk.replica.say(t_with("quotes-said-pdf-frames", &[("name", name.into())])),
                Err(problems) => desk.replica.say_problems(&problems),
            }
            // The page may be left by now.
            let _ = busy.try_set(false);
        });
    });
    let disabled = Signal::derive(move || !ready.get());
    Act { words: "quotes-pdf", glyph: Glyph::File, wanted: Signal::stored(true), disabled, busy: busy.into(), press }
}

/// The name of the file, and whether all its pictures are in it.
async fn write(desk: Desk) -> Result<(String, bool), Vec<Problem>> {
    let mut document = desk.priced_now(|rows, quote, priced| Ok(document::document(rows, quote, priced))).await?;
    let mut whole = true;
    for hash in document.wanted() {
        match picture_bytes(desk.replica, &hash).await {
            Some(bytes) => document.give(&hash, &bytes),
            None => whole = false,
        }
    }
    let name = document.file_name();
    let written = desk.workshop.ask(Render { document, template: None }).await?;
    save_bytes(&name, "application/pdf", &written.pdf);
    Ok((name, whole))
}
