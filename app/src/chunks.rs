//! What loads when it is first needed, so that nobody waits for it at the start.
//!
//! `cargo xtask app` cuts the program at the functions that [`chunk!`] makes. What only they reach goes into the chunk that
//! they name; `public/chunks.js` loads it, and the service worker keeps it on the device. A build without the feature
//! `split`, such as that of the tests, is one piece and asks the same questions.

use crate::{
    i18n::t,
    shell::mark_ready,
    ui::{Button, ButtonKind, EmptyState, Glyph, Toast, use_toasts},
};
use futures::FutureExt;
use leptos::{prelude::*, reactive::computed::ScopedFuture, task::spawn_local};
use std::{future::Future, pin::Pin, rc::Rc};

/// A chunk is neither on this device nor to be had now. Asking again tries again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing;

impl From<wasm_split_helpers::SplitLoaderError> for Missing {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// Cuts the program: `chunk!(records: fn page() -> AnyView { … })` is an `async` function that loads the chunk `records`
/// where it is not here yet, and then gives what its body gives, or [`Missing`].
macro_rules! chunk {
    ($chunk:ident: $(#[$about:meta])* $vis:vis fn $name:ident($($given:ident: $kind:ty),* $(,)?) -> $made:ty $body:block) => {
        #[cfg(feature = "split")]
        #[wasm_split_helpers::wasm_split($chunk, fallible)]
        $(#[$about])*
        #[allow(unused_braces, reason = "a body is a block, also where it is one call")]
        $vis fn $name($($given: $kind),*) -> ::core::result::Result<$made, $crate::chunks::Missing> {
            $crate::i18n::know_all();
            ::core::result::Result::Ok($body)
        }

        #[cfg(not(feature = "split"))]
        #[allow(clippy::unused_async, unused_braces, reason = "in one piece nothing has to be waited for")]
        $(#[$about])*
        $vis async fn $name($($given: $kind),*) -> ::core::result::Result<$made, $crate::chunks::Missing> {
            $crate::i18n::know_all();
            ::core::result::Result::Ok($body)
        }
    };
}
pub(crate) use chunk;

/// A view on its way.
type Making = Pin<Box<dyn Future<Output = Result<AnyView, Missing>>>>;
type Make = Rc<dyn Fn() -> Making>;

/// Where the view of a chunk is.
enum Place {
    Coming,
    /// Taken out by whoever shows it.
    Here(Option<AnyView>),
    Missing,
}

/// A page of a chunk: at once where the chunk is here. Otherwise a quiet place until it is, or why it does not come and a
/// way to try again.
pub fn page<F>(make: impl Fn() -> F + 'static) -> AnyView
where
    F: Future<Output = Result<AnyView, Missing>> + 'static,
{
    page_of(Rc::new(move || Box::pin(make())))
}

fn page_of(make: Make) -> AnyView {
    let mut making = make();
    if let Some(Ok(view)) = (&mut making).now_or_never() {
        return view;
    }
    let place = RwSignal::new_local(Place::Coming);
    arrive(making, place);
    let (owner, make) = (Owner::current(), StoredValue::new_local(make));
    let again = move || {
        place.set(Place::Coming);
        let making = make.with_value(|make| make());
        match &owner {
            Some(owner) => owner.with(|| arrive(making, place)),
            None => arrive(making, place),
        }
    };
    let again = Callback::from(again);
    let shown = move || {
        place.track();
        place.try_update_untracked(|place| match place {
            Place::Coming => view! { <div class="coming" data-coming aria-busy="true"></div> }.into_any(),
            Place::Here(view) => view.take().into_any(),
            Place::Missing => missing(again),
        })
    };
    shown.into_any()
}

/// Waits for a view and puts it where it is waited for. It lives under whoever asked.
fn arrive(making: Making, place: RwSignal<Place, LocalStorage>) {
    spawn_local(ScopedFuture::new_untracked(async move {
        let made = making.await;
        let _ = place.try_set(made.map_or(Place::Missing, |view| Place::Here(Some(view))));
    }));
}

fn missing(again: Callback<()>) -> AnyView {
    mark_ready();
    let reload = || drop(window().location().reload());
    view! {
        <h1 class="visually-hidden" tabindex="-1">{t("chunk-missing-title")}</h1>
        <EmptyState glyph=Glyph::CloudOff title=t("chunk-missing-title") sentence=t("chunk-missing-sentence")>
            <Button kind=ButtonKind::Primary on_press=move || again.run(())>{t("chunk-missing-again")}</Button>
            <Button on_press=reload>{t("error-reload")}</Button>
        </EmptyState>
    }
    .into_any()
}

/// What stands beside the pages, such as a dialog: made when it is first wanted, and then there for good. Where its chunk
/// does not come, the person is told and `missed` is called, so that wanting it again tries again.
pub fn on_demand<F>(wanted: Signal<bool>, make: impl Fn() -> F + 'static, missed: impl Fn() + 'static) -> AnyView
where
    F: Future<Output = Result<AnyView, Missing>> + 'static,
{
    on_demand_of(wanted, Rc::new(move || Box::pin(make())), Rc::new(missed))
}

fn on_demand_of(wanted: Signal<bool>, make: Make, missed: Rc<dyn Fn()>) -> AnyView {
    let (place, asked) = (RwSignal::new_local(Place::Coming), StoredValue::new(false));
    let (toasts, owner) = (use_toasts(), Owner::current());
    Effect::new(move || {
        if !wanted.get() || asked.try_update_value(|asked| std::mem::replace(asked, true)) != Some(false) {
            return;
        }
        let (making, missed) = (make(), missed.clone());
        let come = async move {
            if let Ok(view) = making.await {
                let _ = place.try_set(Place::Here(Some(view)));
                return;
            }
            toasts.show(Toast::new(t("chunk-missing-title")).bad());
            let _ = asked.try_set_value(false);
            missed();
        };
        let come = || spawn_local(ScopedFuture::new_untracked(come));
        match &owner {
            Some(owner) => owner.with(come),
            None => come(),
        }
    });
    let shown = move || {
        place.track();
        place.try_update_untracked(|place| match place {
            Place::Here(view) => view.take(),
            Place::Coming | Place::Missing => None,
        })
    };
    shown.into_any()
}
