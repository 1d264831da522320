//! The browser's side of the replica: IndexedDB, HTTP, decompression, tabs.

mod codec;
mod files;
mod http;
mod indexeddb;
pub mod reader;
mod tabs;

pub use codec::BrowserCodec;
pub use files::WaitingFile;
pub use http::{HttpError, HttpTransport, get_bytes, get_json, has_picture, post_json, put_bytes, send};
pub use indexeddb::IndexedDb;
pub use tabs::{Leadership, Message, Standing, Tabs, Verification};
