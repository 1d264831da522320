//! A line of work, be it a task or an activity: walked by keyboard, opened beside the list.

use crate::{
    features::address::use_address,
    services::ReplicaHandle,
    ui::{Avatar, Lines, use_tabindex},
};
use leptos::{context::Provider, ev, prelude::*};
use shared::{Id, entities::User};

/// Where a line stands among those that are walked.
#[derive(Clone, Copy)]
pub struct Place {
    /// The lines.
    pub lines: Lines,
    /// Its place, from 0.
    pub at: usize,
}

/// The line, with what stands in it; Tab stops at its controls where it stops at the line.
#[component]
pub fn WorkLine(
    /// The record.
    id: Id,
    /// Where it stands.
    place: Place,
    /// Nothing is left to do.
    #[prop(optional)]
    done: bool,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    let (address, Place { lines, at }) = (use_address(), place);
    let opened = Memo::new(move |_| address.get("open").is_some_and(|open| open == id.to_string()));
    let stop = lines.stop(at);
    view! {
        <li
            class="task"
            class:task--done=done
            class:task--open=opened
            data-at=at.to_string()
            data-id=id.to_string()
            tabindex=move || stop.tabindex()
            on:focusin=move |_| lines.came(at)
        >
            <Provider value=stop>{children()}</Provider>
        </li>
    }
    .into_any()
}

/// What the line is about, leading to the record: beside the list, or to its page in another tab.
#[component]
pub fn WorkTitle(
    /// The record.
    id: Id,
    /// Its page.
    href: String,
    /// Its name.
    title: String,
    /// Where its line stands.
    place: Place,
) -> impl IntoView {
    let (address, tabindex) = (use_address(), use_tabindex());
    let open = move |ev: ev::MouseEvent| {
        if !(ev.ctrl_key() || ev.meta_key()) {
            ev.prevent_default();
            place.lines.came(place.at);
            address.set(&[("open", Some(id.to_string()))]);
        }
    };
    view! { <a class="task__title" tabindex=tabindex href=href on:click=open>{title}</a> }.into_any()
}

/// Whose it is, where it is not one's own.
pub fn other_owner(replica: ReplicaHandle, owner: Option<Id>) -> Option<AnyView> {
    let owner = owner.filter(|owner| Some(*owner) != replica.me())?;
    let name = replica.read(|replica| replica.title(User::ENTITY_NAME, owner));
    (!name.is_empty()).then(|| view! { <Avatar name alone=true /> }.into_any())
}
