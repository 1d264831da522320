//! The address as state: what a screen shows stands in the query, so that back works and links can be sent.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_params_map},
    params::ParamsMap,
};
use shared::Id;

/// The query of the address, both ways. Handles only, so that it can be copied into closures.
#[derive(Clone, Copy)]
pub struct Address {
    query: Memo<ParamsMap>,
    params: Memo<ParamsMap>,
    go: Callback<(String, bool)>,
    path: Memo<String>,
}

/// The address of the page that calls.
pub fn use_address() -> Address {
    let navigate = StoredValue::new_local(use_navigate());
    let go = Callback::new(move |(to, replace): (String, bool)| {
        let options = NavigateOptions { replace, scroll: false, ..NavigateOptions::default() };
        navigate.with_value(|navigate| navigate(&to, options));
    });
    Address { query: use_own_query(), params: use_params_map(), go, path: use_location().pathname }
}

/// The query of the address while it is one of this page's: a page that is being left keeps its last.
///
/// Not `use_query_map`, which keeps the old query when the path changes within one route, as from
/// `/knowledge` to `/knowledge/new?title=…` (`leptos_router` 0.8.17).
fn use_own_query() -> Memo<ParamsMap> {
    let location = use_location();
    let place = |path: &str| path.split('/').nth(1).unwrap_or_default().to_owned();
    let own = place(&location.pathname.read_untracked());
    Memo::new(move |last: Option<&ParamsMap>| match last {
        Some(last) if place(&location.pathname.read()) != own => last.clone(),
        _ => location.query.get(),
    })
}

impl Address {
    /// The whole query.
    pub fn query(self) -> Memo<ParamsMap> {
        self.query
    }

    /// The path of the page as it is now.
    pub fn path(self) -> String {
        self.path.get_untracked()
    }

    /// One value of the query; the empty text counts as none.
    pub fn get(self, key: &str) -> Option<String> {
        self.query.with(|query| query.get(key)).filter(|value| !value.is_empty())
    }

    /// The record that the path names, as in `/accounts/:id`.
    pub fn record(self) -> Option<Id> {
        self.params.with(|params| params.get_str("id").and_then(|id| id.parse().ok()))
    }

    /// One value as it is now, without following it.
    pub fn now(self, key: &str) -> Option<String> {
        self.query.with_untracked(|query| query.get(key)).filter(|value| !value.is_empty())
    }

    /// Sets values; `None` takes one away. The way back leads to how it was before.
    pub fn set(self, changes: &[(&'static str, Option<String>)]) {
        self.write(changes, false);
    }

    /// Sets values without a step in the history: for what changes with every key press.
    pub fn amend(self, changes: &[(&'static str, Option<String>)]) {
        self.write(changes, true);
    }

    fn write(self, changes: &[(&'static str, Option<String>)], replace: bool) {
        let before = self.query.get_untracked();
        let mut query = before.clone();
        for (key, value) in changes {
            match value.as_ref().filter(|value| !value.is_empty()) {
                Some(value) => query.replace(*key, value.clone()),
                None => drop(query.remove(key)),
            }
        }
        if query != before {
            let to = format!("{}{}", self.path.get_untracked(), query.to_query_string());
            self.go.run((to, replace));
        }
    }

    /// Goes to another page.
    pub fn go(self, to: impl Into<String>) {
        self.go.run((to.into(), false));
    }
}
