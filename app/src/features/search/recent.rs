//! The records that somebody looked at last, on this device.

use crate::{
    services::ReplicaHandle,
    ui::dom::{remember, remembered},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::{Id, Name, entities::Article, replica::Replica};

/// How many are remembered.
const MOST: usize = 8;

/// Remembers each record whose page is opened, or which is looked at beside its list.
pub(super) fn follow(replica: ReplicaHandle) {
    let path = use_location().pathname;
    Effect::new(move || {
        let seen = path.with(|path| replica.read(|replica| record_at(replica, path)));
        if let Some((entity, id)) = seen {
            let key = format!("{entity}/{id}");
            let before = remembered("recent").unwrap_or_default();
            let others = before.split(' ').filter(|other| !other.is_empty() && *other != key);
            let all: Vec<&str> = std::iter::once(key.as_str()).chain(others).take(MOST).collect();
            remember("recent", &all.join(" "));
        }
    });
}

/// The record that a path shows.
fn record_at(replica: &Replica, path: &str) -> Option<(Name, Id)> {
    let mut parts = path.split('/').skip(1);
    let (plural, id) = (parts.next()?, parts.next()?.parse().ok()?);
    let entity = match plural {
        "pipeline" => replica.schema().entity("opportunity")?,
        "knowledge" => replica.schema().entity(Article::ENTITY_NAME)?,
        plural => replica.schema().by_plural(plural)?,
    };
    Some((entity.name.clone(), id))
}

/// The records looked at last, the latest first. Those out of sight are left out.
pub(super) fn recent() -> Vec<(Name, Id)> {
    let kept = remembered("recent").unwrap_or_default();
    let keys = kept.split(' ').filter_map(|key| key.split_once('/'));
    keys.filter_map(|(entity, id)| Some((entity.into(), id.parse().ok()?))).collect()
}
