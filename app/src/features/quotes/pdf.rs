//! The quote as PDF, written on the device: a draft as it is, marked so; what was sent as it was sent.

use super::{acts::Act, desk::Desk};
use crate::{
    i18n::t_with,
    services::{picture_bytes, save_bytes},
    ui::Glyph,
};
use leptos::{prelude::*, task::spawn_local};
use protocol::{
    Render,
    document::{self, room::MOST_BYTES},
};
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
                Ok((name, pictures)) => desk.replica.say(say_written(name, pictures)),
                Err(problems) => desk.replica.say_problems(&problems),
            }
            // The page may be left by now.
            let _ = busy.try_set(false);
        });
    });
    let disabled = Signal::derive(move || !ready.get());
    Act { words: "quotes-pdf", glyph: Glyph::File, wanted: Signal::stored(true), disabled, busy: busy.into(), press }
}

/// How many of its pictures are in a document.
enum Pictures {
    All,
    /// Some are not on this device yet.
    Frames,
    /// There is no room for some.
    LeftOut,
}

fn say_written(name: String, pictures: Pictures) -> String {
    match pictures {
        Pictures::All => t_with("quotes-said-pdf", &[("name", name.into())]),
        Pictures::Frames => t_with("quotes-said-pdf-frames", &[("name", name.into())]),
        Pictures::LeftOut => {
            t_with("quotes-said-pdf-less", &[("name", name.into()), ("max", (MOST_BYTES >> 20).into())])
        }
    }
}

/// The name of the file, and what of its pictures is in it.
async fn write(desk: Desk) -> Result<(String, Pictures), Vec<Problem>> {
    let mut document = desk.priced_now(|rows, quote, priced| Ok(document::document(rows, quote, priced))).await?;
    let mut pictures = if document.left_out { Pictures::LeftOut } else { Pictures::All };
    for hash in document.wanted() {
        match picture_bytes(desk.replica, &hash).await {
            Some(bytes) => document.give(&hash, &bytes),
            None => pictures = Pictures::Frames,
        }
    }
    let name = document.file_name();
    let written = desk.workshop.ask(Render { document, template: None }).await?;
    save_bytes(&name, "application/pdf", &written.pdf);
    Ok((name, pictures))
}
