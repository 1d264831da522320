//! The pure heart of Sextant: schema, records, query, rules, sync and the replica engine.
//!
//! Nothing here reads a clock, a random source, a file or the network: time and randomness are
//! passed in, and storage and transport are traits. The same code runs in the browser, on the
//! server and under the simulator.

pub mod catalogue;
pub mod demo;
pub mod entities;
pub mod file;
pub mod id;
pub mod leads;
pub mod markdown;
pub mod messages;
mod name;
pub mod planted;
pub mod problem;
pub mod query;
pub mod record;
pub mod replica;
pub mod rules;
pub mod schema;
pub mod sync;
pub mod text;
pub mod transfer;
pub mod value;

pub use id::Id;
pub use name::Name;
pub use problem::Problem;
pub use record::Record;
pub use schema::Schema;
pub use value::Value;
