//! The `surreal` server, from the crate of the version that the store uses.

fn main() -> std::process::ExitCode {
    surrealdb_server::init(surrealdb_server::core::CommunityComposer())
}
