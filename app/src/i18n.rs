//! Words for people: Fluent messages by key.
//!
//! A feature adds its file `messages/en/<feature>.ftl` and one line to `LATER`, or to `FIRST` where it is not in a chunk.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use shared::messages;
use std::cell::{Cell, RefCell};
use unic_langid::LanguageIdentifier;

pub use fluent_bundle::FluentValue as Arg;

/// What the frame, the first screens and every record say. A key stands in exactly one file.
const FIRST: &[&str] = &[
    messages::ENTITIES,
    messages::PROBLEMS,
    messages::SERVER,
    include_str!("../messages/en/ui.ftl"),
    include_str!("../messages/en/shell.ftl"),
    include_str!("../messages/en/pipeline.ftl"),
    include_str!("../messages/en/records.ftl"),
    include_str!("../messages/en/sign_in.ftl"),
    include_str!("../messages/en/sync.ftl"),
];

/// What the screens say that load when they are needed. [`know_all`] alone names it, so that it loads with them.
const LATER: &[&str] = &[
    messages::PRICING,
    messages::TRANSFER,
    include_str!("../messages/en/accounts.ftl"),
    include_str!("../messages/en/activities.ftl"),
    include_str!("../messages/en/attention.ftl"),
    include_str!("../messages/en/configure.ftl"),
    include_str!("../messages/en/contacts.ftl"),
    include_str!("../messages/en/gallery.ftl"),
    include_str!("../messages/en/import.ftl"),
    include_str!("../messages/en/knowledge.ftl"),
    include_str!("../messages/en/leads.ftl"),
    include_str!("../messages/en/models.ftl"),
    include_str!("../messages/en/orders.ftl"),
    include_str!("../messages/en/products.ftl"),
    include_str!("../messages/en/quotes.ftl"),
    include_str!("../messages/en/search.ftl"),
    include_str!("../messages/en/settings.ftl"),
    include_str!("../messages/en/tasks.ftl"),
    include_str!("../messages/en/workshop.ftl"),
];

thread_local! {
    static BUNDLE: RefCell<FluentBundle<FluentResource>> = RefCell::new(bundle());
    /// What came with a chunk and nobody has asked for yet.
    static UNREAD: Cell<&'static [&'static str]> = const { Cell::new(&[]) };
    static ALL_KNOWN: Cell<bool> = const { Cell::new(false) };
}

/// Makes known what the screens say that load when they are needed. Every chunk begins with it.
pub fn know_all() {
    if !ALL_KNOWN.replace(true) {
        UNREAD.set(LATER);
    }
}

/// Reads what is known and unread. Says whether that was anything.
fn read_on() -> bool {
    let unread = UNREAD.take();
    BUNDLE.with_borrow_mut(|bundle| unread.iter().for_each(|source| add(bundle, source)));
    !unread.is_empty()
}

/// The message for `key`; `key.attribute` reads an attribute.
///
/// A missing key is shown as it is, so that a gap is seen and nothing breaks.
pub fn t(key: &str) -> String {
    t_with(key, &[])
}

/// The message for `key` with values put in: `t_with("list-count", &[("n", 3.into())])`.
pub fn t_with(key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
    try_t_with(key, args).unwrap_or_else(|| {
        #[cfg(debug_assertions)]
        leptos::logging::warn!("no message for key {key}");
        key.to_owned()
    })
}

/// The message for `key`, or nothing: for keys that a schema makes up, such as a custom field's.
pub fn try_t(key: &str) -> Option<String> {
    try_t_with(key, &[])
}

fn try_t_with(key: &str, args: &[(&str, FluentValue<'_>)]) -> Option<String> {
    let args: FluentArgs<'_> = args.iter().map(|(k, v)| (*k, v.clone())).collect();
    said(key, &args).or_else(|| if read_on() { said(key, &args) } else { None })
}

fn said(key: &str, args: &FluentArgs<'_>) -> Option<String> {
    BUNDLE.with_borrow(|bundle| {
        let (id, attribute) = key.split_once('.').map_or((key, None), |(id, a)| (id, Some(a)));
        let message = bundle.get_message(id)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(args), &mut errors);
        #[cfg(debug_assertions)]
        for error in errors {
            leptos::logging::warn!("message {key}: {error}");
        }
        Some(text.into_owned())
    })
}

fn bundle() -> FluentBundle<FluentResource> {
    let english: LanguageIdentifier = "en".parse().unwrap_or_default();
    let mut bundle = FluentBundle::new(vec![english]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(n) => Some(crate::ui::format::number(n.value)),
        _ => None,
    }));
    for source in FIRST {
        add(&mut bundle, source);
    }
    bundle
}

/// Adds what can be read; the rest is reported while developing and never stops the app.
fn add(bundle: &mut FluentBundle<FluentResource>, source: &str) {
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(part, errors)| {
        #[cfg(debug_assertions)]
        leptos::logging::error!("messages that cannot be read: {errors:?}");
        #[cfg(not(debug_assertions))]
        drop(errors);
        part
    });
    if let Err(errors) = bundle.add_resource(resource) {
        #[cfg(debug_assertions)]
        leptos::logging::error!("messages that stand twice: {errors:?}");
        #[cfg(not(debug_assertions))]
        drop(errors);
    }
}
