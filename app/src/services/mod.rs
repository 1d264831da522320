//! What every screen may ask for: the replica, the session, the platform. One `use_x()` each.

mod first_page;
mod opening;
mod pictures;
mod platform;
mod pricing;
mod receipts;
mod replica;
mod search;
mod session;
mod stage;
mod sync_loop;
mod tabs;
mod trouble;
mod workshop;

pub use first_page::FirstScreen;
pub use pictures::{forget_address, keep_picture, picture_address, picture_bytes, take_picture};
pub use platform::{
    Timer, breathe, copy_text, instant, measure_from_start, new_id, now, save_bytes, save_file, secret_bytes, today,
};
pub use pricing::Pricing;
pub use replica::{Phase, Refusal, ReplicaHandle, SyncState, say_problem, use_replica};
pub use search::{SEARCHED, SearchHandle, provide_search, use_search, viewer};
pub use session::{Credentials, DemoState, Setup, demo_state, needs_setup, set_up, set_up_demo, sign_in, sign_out};
pub use stage::{Stage, still_of};
pub use trouble::{say_storage, say_sync};
pub use workshop::{WorkshopHandle, provide_workshop, use_workshop};
