//! Activities: what happened and what is planned, by day. Tasks stand on the neighbouring page.

mod head;
mod line;
mod log;

pub use head::{TableSwitch, Whose, WorkHead, nothing_own, use_whose};
pub use line::{Place, WorkLine, WorkTitle, other_owner};

use super::tasks::work_page;
use leptos::prelude::*;
use log::Log;
use shared::entities::Activity;

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    work_page(Activity::ENTITY_NAME, || view! { <WorkHead /><Log /> }.into_any())
}
