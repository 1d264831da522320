//! Bugs that the simulator plants in the engine, one at a time, to prove that its oracles see them.
//!
//! Without the feature `planted`, which only the simulator asks for, [`planted`] is a constant `false`
//! and nothing of this is in the product.

/// A mistake that somebody could make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bug {
    /// The server shows a commit to others before the disk has it.
    PublishBeforeSync,
    /// The server does not remember what became of a mutation.
    ForgetsOutcomes,
    /// The server takes any mutation of a known number for the one it knows.
    IgnoresFingerprint,
    /// The cursor is stored without the rows that it stands for.
    CursorWithoutRows,
    /// An answered edit leaves the outbox before the rows that show it have come.
    SettlesEarly,
    /// An edit leaves the outbox with a page although its row comes with a later one.
    SettlesBetweenPages,
    /// Rows that must go stay in the overlay.
    KeepsForgotten,
    /// Rows that must go stay in their chunk.
    NeverPurges,
    /// A purge forgets that the row came back meanwhile.
    PurgesReturned,
    /// Edits that wait are not shown again after a pull.
    DropsPreviews,
    /// A refused edit never leaves.
    KeepsRefused,
    /// Reading a chunk brings back rows that the overlay knows better.
    ChunkOverOverlay,
    /// Reading a chunk under an edit forgets what lies beneath the edit.
    ChunkOverEdit,
    /// Another log is taken for the same one.
    IgnoresEpoch,
    /// Edits answered by a log that was replaced are not offered again.
    NeverOffersAgain,
    /// An older edit is based on whatever is there.
    TakesAnyBase,
    /// Whatever stands beneath an edit of one's own is taken for seen.
    TakesBeneathForSeen,
    /// The value that lost is kept nowhere.
    DropsLosers,
    /// A refused mutation is kept nowhere.
    DropsRefused,
    /// A row that left somebody's scope is not taken away.
    ForgetsLeft,
    /// Rows of a scope that somebody got are not sent.
    ForgetsRegrant,
    /// A tab that did not hear the answer to an edit goes on showing the edit.
    MissesSettled,
    /// A tab takes in what another heard although it does not go on from there.
    HearsOutOfTurn,
    /// A tab that begins to lead does not look what the one before has stored.
    TrustsMemory,
    /// Half of a mutation stands when the other half cannot.
    AppliesHalf,
    /// Two records may have the same unique value.
    IgnoresUnique,
    /// Changed rows are told with what the person may not read.
    TellsHidden,
    /// What a person may not read any more stays on the device.
    KeepsHidden,
    /// An attention record quotes what the person may not read.
    QuotesHidden,
    /// An edit replaces the row by what its writer sees of it.
    ErasesHidden,
    /// After several restores only the last one is known.
    ForgetsForks,
    /// Of two texts that clash, one is kept nowhere.
    ClashesSilently,
    /// A text is taken for seen where the device itself wrote last, though others' words were woven in.
    TakesOwnForSeen,
    /// A text is woven over what is there instead of what its writer saw.
    WeavesOverPresent,
    /// What a deletion overrides unseen is told to nobody.
    DeletesSilently,
}

impl Bug {
    /// All of them.
    pub const ALL: [Self; 35] = [
        Self::PublishBeforeSync,
        Self::ForgetsOutcomes,
        Self::IgnoresFingerprint,
        Self::CursorWithoutRows,
        Self::SettlesEarly,
        Self::SettlesBetweenPages,
        Self::KeepsForgotten,
        Self::NeverPurges,
        Self::PurgesReturned,
        Self::DropsPreviews,
        Self::KeepsRefused,
        Self::ChunkOverOverlay,
        Self::ChunkOverEdit,
        Self::IgnoresEpoch,
        Self::NeverOffersAgain,
        Self::TakesAnyBase,
        Self::TakesBeneathForSeen,
        Self::DropsLosers,
        Self::DropsRefused,
        Self::ForgetsLeft,
        Self::ForgetsRegrant,
        Self::MissesSettled,
        Self::HearsOutOfTurn,
        Self::TrustsMemory,
        Self::AppliesHalf,
        Self::IgnoresUnique,
        Self::TellsHidden,
        Self::KeepsHidden,
        Self::QuotesHidden,
        Self::ErasesHidden,
        Self::ForgetsForks,
        Self::ClashesSilently,
        Self::TakesOwnForSeen,
        Self::WeavesOverPresent,
        Self::DeletesSilently,
    ];
}

#[cfg(feature = "planted")]
mod switch {
    use super::Bug;
    use std::cell::Cell;

    thread_local! {
        static PLANTED: Cell<Option<Bug>> = const { Cell::new(None) };
    }

    /// Plants a bug in what this thread does from now on, or none.
    pub fn plant(bug: Option<Bug>) {
        PLANTED.set(bug);
    }

    /// Whether this bug is planted.
    pub fn planted(bug: Bug) -> bool {
        PLANTED.get() == Some(bug)
    }
}

#[cfg(feature = "planted")]
pub use switch::{plant, planted};

/// Whether this bug is planted: never, in the product.
#[cfg(not(feature = "planted"))]
pub const fn planted(_: Bug) -> bool {
    false
}
