//! The pages that load when somebody first goes there. The pipeline is not among them: the app starts with it.

use crate::{chunks::chunk, features};
use leptos::prelude::*;

/// Pages: their name here, the chunk that they are in, and the feature.
macro_rules! pages {
    ($($name:ident in $chunk:ident: $feature:ident;)*) => {
        $(chunk!($chunk: pub(super) fn $name() -> AnyView { view! { <features::$feature::Page /> }.into_any() });)*
    };
}

pages! {
    accounts in records: accounts;
    contacts in records: contacts;
    leads in records: leads;
    activities in records: activities;
    tasks in records: tasks;
    records in records: records;
    search in records: search;
    quotes in catalogue: quotes;
    orders in catalogue: orders;
    products in catalogue: products;
    configure in catalogue: configure;
    knowledge in tools: knowledge;
    importer in tools: importer;
    attention in tools: attention;
    settings in tools: settings;
}

chunk!(tools: pub(super) fn gallery() -> AnyView { view! { <super::gallery::Gallery /> }.into_any() });
chunk!(tools: pub(super) fn keys_help() -> AnyView { view! { <super::keys_help::KeysHelp /> }.into_any() });
chunk!(records: pub(super) fn create_host() -> AnyView { view! { <crate::record::CreateHost /> }.into_any() });
chunk!(records: pub(super) fn sync_panel() -> AnyView { view! { <features::SyncPanel /> }.into_any() });
chunk!(records: pub(super) fn save_waiting() -> AnyView { view! { <features::SaveWaiting /> }.into_any() });
chunk!(
    records: pub(super) fn palette() -> AnyView {
        view! { <crate::ui::Palette open=super::use_shell().palette source=super::commands::offer() /> }.into_any()
    }
);
