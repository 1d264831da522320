//! What happens, told while a failed history is lived through again.

use std::cell::Cell;

thread_local! {
    static ON: Cell<bool> = const { Cell::new(false) };
}

/// Tells what happens from now on, or nothing any more.
pub(crate) fn switch(on: bool) {
    ON.set(on);
}

/// Something happens.
pub(crate) fn say(what: impl FnOnce() -> String) {
    if ON.get() {
        println!("  {}", what());
    }
}
