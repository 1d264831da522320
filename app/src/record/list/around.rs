//! What a page adds to a list that is one of its ways of showing records.

use leptos::prelude::*;
use shared::query::Filter;

/// The parts of a page around its list. By default there are none: the list is the page.
#[derive(Clone, Default)]
pub struct Around {
    /// Which records the list is about, whatever else somebody filters.
    pub within: Signal<Filter>,
    /// The part of the filter that a control of the page shows, so that no chip has to.
    pub shown: Signal<Option<Filter>>,
    /// What stands in the address as `view` while no saved view is shown.
    pub view: Option<&'static str>,
    /// Controls that stand before the filters.
    pub controls: ViewFn,
    /// What stands above the rows.
    pub sums: ViewFn,
}
