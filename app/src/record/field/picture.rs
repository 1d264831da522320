//! A picture: looked at, chosen, taken away.

use super::{RecordField, inline::none};
use crate::{
    i18n::{t, t_with},
    record::{may_change, save_field, title_or_id},
    services::{ReplicaHandle, forget_address, picture_address, say_problem, take_picture, use_replica},
    ui::{Button, ButtonKind, Glyph, Icon},
};
use gloo_timers::future::TimeoutFuture;
use leptos::{ev, html, prelude::*, task::spawn_local};
use shared::{Record, Value, value::FileRef};
use std::sync::Arc;

/// How long a picture that nobody has is waited for before it is asked for again, in milliseconds: its device sends it
/// beside the edit that names it.
const WAITS: [u32; 4] = [2_000, 10_000, 60_000, 300_000];

/// A picture, or what stands in its place while it is not on this device. One that was out of reach is asked for again
/// when the server comes within reach, and a few times else. Without words it is an ornament beside a name.
pub fn picture(
    replica: ReplicaHandle,
    file: FileRef,
    words: String,
    instead: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let address = RwSignal::new(None::<String>);
    let sides = (file.width.to_string(), file.height.to_string());
    // Every round of the sync says again what was so before.
    let online = Memo::new(move |_| replica.is_online().get());
    Effect::new(move |_| {
        online.track();
        spawn_local(look_for(replica, file.clone(), address));
    });
    on_cleanup(move || {
        if let Some(found) = address.try_get_untracked().flatten() {
            forget_address(&found);
        }
    });
    let shown = move || match address.get() {
        Some(found) => {
            let (width, height) = sides.clone();
            view! { <img class="picture" src=found alt=words.clone() width=width height=height /> }.into_any()
        }
        None => instead(),
    };
    shown.into_any()
}

async fn look_for(replica: ReplicaHandle, file: FileRef, address: RwSignal<Option<String>>) {
    // Two may ask, or nobody looks any more.
    let is_missed = || address.try_with_untracked(Option::is_none) == Some(true);
    let mut waits = WAITS.into_iter();
    while is_missed() {
        if let Some(found) = picture_address(replica, &file).await {
            if is_missed() {
                address.set(Some(found));
            } else {
                forget_address(&found);
            }
            return;
        }
        let Some(wait) = waits.next() else { return };
        TimeoutFuture::new(wait).await;
    }
}

/// The picture of a record with the ways to choose another one and to take it away.
pub(super) fn picture_field(record: Signal<Option<Arc<Record>>>, field: RecordField) -> AnyView {
    let replica = use_replica();
    let field = StoredValue::new(field);
    let file = Memo::new(move |_| {
        record.with(|record| field.with_value(|field| record.as_ref()?.value(field.id()).as_file().cloned()))
    });
    let title =
        Memo::new(move |_| record.with(|record| replica.read(|replica| Some(title_or_id(replica, record.as_ref()?)))));
    let away =
        || view! { <span class="picture-field__away"><Icon glyph=Glyph::File />{t("record-picture-away")}</span> };
    let shown = move || {
        let words = title.get().unwrap_or_default();
        file.get().map(|file| picture(replica, file, words, move || away().into_any()))
    };
    let may = Memo::new(move |_| {
        record.with(|record| {
            record.as_ref().is_some_and(|record| field.with_value(|field| may_change(replica, record, field.id())))
        })
    });
    let controls = move || may.get().then(|| controls(replica, record, field, file));
    let empty = move || (file.with(Option::is_none) && !may.get()).then(none);
    view! { <div class="picture-field">{shown}{empty}{controls}</div> }.into_any()
}

fn controls(
    replica: ReplicaHandle,
    record: Signal<Option<Arc<Record>>>,
    field: StoredValue<RecordField>,
    file: Memo<Option<FileRef>>,
) -> AnyView {
    let (busy, problem) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let save = move |seen: Option<&Record>, field: &RecordField, value: Value| {
        let saved = seen.map(|seen| save_field(replica, seen, field, value));
        let _ = problem.try_set(saved.and_then(Result::err).map(|wrong| say_problem(&wrong)));
    };
    let next = StoredValue::new_local(None::<web_sys::File>);
    let take = move |chosen: web_sys::File| {
        next.set_value(Some(chosen));
        // What is pressed stays in the focus: it is not disabled meanwhile.
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        let (seen, field) = (record.get_untracked(), field.get_value());
        spawn_local(async move {
            while let Some(chosen) = next.try_update_value(Option::take).flatten() {
                let taken = take_picture(replica, &chosen).await;
                // Where another one was chosen meanwhile, that is the one.
                if next.try_with_value(Option::is_some) == Some(true) {
                    continue;
                }
                match taken {
                    Ok(taken) => save(seen.as_deref(), &field, taken.into()),
                    Err(wrong) => drop(problem.try_set(Some(say_problem(&wrong)))),
                }
            }
            let _ = busy.try_set(false);
        });
    };
    let input = NodeRef::<html::Input>::new();
    let chosen = move |_: ev::Event| {
        let Some(input) = input.get_untracked() else { return };
        let first = input.files().and_then(|files| files.get(0));
        // The same file may be chosen again.
        input.set_value("");
        if let Some(first) = first {
            take(first);
        }
    };
    let label = field.with_value(RecordField::label).to_lowercase();
    let words = t_with("record-picture-choose", &[("what", label.clone().into())]);
    let gone = StoredValue::new(t_with("record-picture-remove", &[("what", label.into())]));
    let remove = move || {
        let press = move |()| save(record.get_untracked().as_deref(), &field.get_value(), Value::Null);
        file.get().map(|_| view! { <Button kind=ButtonKind::Quiet on_press=press>{gone.get_value()}</Button> })
    };
    view! {
        <span class="picture-field__controls">
            <label class="button button--quiet picture-field__choose">
                <input class="visually-hidden" type="file" accept="image/*" aria-busy=move || busy.get().to_string() node_ref=input on:change=chosen />
                {words}
            </label>
            {remove}
        </span>
        <span class="picture-field__problem" role="alert">{problem}</span>
    }
    .into_any()
}
