//! Arguments and the probe: what servers and clients share.

use crate::Versions;
use serde_json::{json, Map, Value};
use std::fmt::Display;
use std::io::Write;
use std::process::exit;

pub const FAILED: i32 = 1;
pub const USAGE: i32 = 2;

/// One sentence on stderr, and the end.
pub fn fail(code: i32, sentence: impl Display) -> ! {
    eprintln!("{sentence}");
    exit(code)
}

/// One line of JSON on stdout; a reader that has gone ends the process.
pub fn say(answer: &Value) {
    let mut out = std::io::stdout().lock();
    if writeln!(out, "{answer}").and_then(|()| out.flush()).is_err() {
        exit(FAILED);
    }
}

#[derive(Default)]
pub struct Arguments {
    pub listen: String,
    pub tls: Option<(String, String)>,
}

/// The crates that are linked into this program, as Cargo resolved them when it was built.
fn footprint() -> Option<Value> {
    let crates: u32 = option_env!("TARE_CRATES")?.parse().ok()?;
    let bytes = std::fs::metadata(std::env::current_exe().ok()?).ok()?.len();
    Some(json!({"packages": crates, "bytes": bytes, "what": "crates linked into the program; the bytes are the whole program's"}))
}

/// Reads the command line and answers --probe. Every contender here has the one variant "stock"; server
/// options only where it is a server.
pub fn parse(is_server: bool, versions: Versions) -> Arguments {
    let mut words = std::env::args().skip(1);
    let (mut probe, mut variant, mut wait) = (false, String::new(), "block".to_string());
    let (mut cert, mut key) = (None, None);
    let mut arguments = Arguments { listen: "127.0.0.1:0".to_string(), tls: None };
    while let Some(word) = words.next() {
        let (name, attached) = match word.split_once('=') {
            Some((name, value)) => (name.to_string(), Some(value.to_string())),
            None => (word, None),
        };
        if name == "--probe" {
            probe = true;
            continue;
        }
        let mut value = || {
            let value = attached.clone().or_else(|| words.next());
            value.unwrap_or_else(|| fail(USAGE, format!("{name} wants a value")))
        };
        match name.as_str() {
            "--variant" => variant = value(),
            "--wait" => wait = value(),
            "--listen" if is_server => arguments.listen = value(),
            "--tls-cert" if is_server => cert = Some(value()),
            "--tls-key" if is_server => key = Some(value()),
            _ => fail(USAGE, format!("unknown argument \"{name}\"")),
        }
    }
    if variant != "stock" {
        fail(USAGE, format!("--variant \"{variant}\" does not exist; there is: stock"));
    }
    if wait != "block" {
        fail(USAGE, format!("--wait must be block, got \"{wait}\": Tokio's reactor cannot spin"));
    }
    arguments.tls = match (cert, key) {
        (Some(cert), Some(key)) => Some((cert, key)),
        (None, None) => None,
        _ => fail(USAGE, "--tls-cert and --tls-key must be given together"),
    };
    if probe {
        let versions: Map<_, _> =
            versions.iter().map(|(name, version)| (name.to_string(), Value::from(*version))).collect();
        let mut answer =
            json!({"versions": versions, "features": "current-thread Tokio, rustls with ring, the system's allocator"});
        if let Some(footprint) = footprint() {
            answer["footprint"] = footprint;
        }
        say(&answer);
        exit(0);
    }
    arguments
}
