//! The browser's side of the replica: IndexedDB, HTTP, decompression, tabs.

mod codec;
mod http;
mod indexeddb;
pub mod reader;
mod tabs;

pub use codec::BrowserCodec;
pub use http::{HttpError, HttpTransport, get_json, post_json, send};
pub use indexeddb::IndexedDb;
pub use tabs::{Leadership, Message, Standing, Tabs, Verification};
