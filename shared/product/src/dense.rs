//! Reading slices by `u32` numbers without panicking.
//!
//! Numbers of variables, options and nodes are `u32` throughout. Whoever makes such a number keeps it in range of
//! the tables that it is for; reading beside them gives the default and writing does nothing, so that a broken
//! invariant shows as a failed test and never as a crash in somebody's browser.

/// One element, or the default beside the end.
pub(crate) fn at<T: Copy + Default>(slice: &[T], index: u32) -> T {
    slice.get(index as usize).copied().unwrap_or_default()
}

/// Sets one element; does nothing beside the end.
pub(crate) fn put<T>(slice: &mut [T], index: u32, value: T) {
    if let Some(place) = slice.get_mut(index as usize) {
        *place = value;
    }
}

/// Changes one element; does nothing beside the end.
pub(crate) fn change<T: Copy>(slice: &mut [T], index: u32, new: impl FnOnce(T) -> T) {
    if let Some(place) = slice.get_mut(index as usize) {
        *place = new(*place);
    }
}

/// The elements from `start` up to `end`, which is not among them.
pub(crate) fn span<T>(slice: &[T], start: u32, end: u32) -> &[T] {
    slice.get(start as usize..end as usize).unwrap_or_default()
}

/// A length as a number. Sizes are limited far below `u32::MAX` before anything is built.
pub(crate) fn small(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
