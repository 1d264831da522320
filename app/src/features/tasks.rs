//! Tasks.

use crate::{i18n::t, ui::PageHeader};
use leptos::prelude::*;

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    crate::shell::mark_ready();
    view! { <PageHeader title=t("nav-tasks") /> }.into_any()
}
