//! The contract's side (contract/CONTRACT.md) for contenders in Rust: arguments, probe, JSON lines, payload,
//! stamps, TLS 1.3 and the end, on a current-thread Tokio runtime. A contender brings its library and
//! nothing else.

mod arguments;
mod block;
mod client;
mod payload;
mod server;
mod stream;

pub use client::{run_client, Client, Connection, Url};
pub use server::{run_server, Server};
pub use stream::Stream;

/// The largest message that the contract knows; limits must not be below it.
pub const MAX_MESSAGE_BYTES: usize = 64 << 20;

/// The type of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Binary,
    Text,
}

/// What --probe tells: name and version of each library that is linked in. A crate does not know its own
/// version at run time, so the build script of this folder passes on what Cargo.lock says.
pub type Versions = &'static [(&'static str, &'static str)];
