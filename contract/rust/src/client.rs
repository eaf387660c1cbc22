//! A client under test: one command a line in, one answer a line out.

use crate::arguments::{fail, parse, say, FAILED};
use crate::block::{run, save, Lane, Request};
use crate::stream::{connect, connector, Stream};
use crate::{Kind, Versions, MAX_MESSAGE_BYTES};
use serde_json::{json, Value};
use std::future::Future;
use std::io::BufRead;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::time::timeout;

/// A URL taken apart.
pub struct Url {
    pub tls: bool,
    pub host: String,
    pub port: u16,
    pub path: String,
}

pub trait Client {
    const VERSIONS: Versions;
    type Connection: Connection + Send + 'static;
    /// The WebSocket handshake.
    fn shake_hands(url: &Url, stream: Stream) -> impl Future<Output = Result<Self::Connection, String>>;
}

/// One open connection. Errors are one sentence.
pub trait Connection {
    fn send(&mut self, kind: Kind, payload: &[u8]) -> impl Future<Output = Result<(), String>> + Send;
    /// The next message.
    fn receive(&mut self) -> impl Future<Output = Result<(Kind, Self::Message), String>> + Send;
    type Message: AsRef<[u8]> + Send;
    /// The closing handshake; it is given a second.
    fn close(&mut self) -> impl Future<Output = ()> + Send;
}

/// The main function of a client contender.
pub fn run_client<C: Client>() {
    parse(false, C::VERSIONS);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.unwrap_or_else(|e| fail(FAILED, format!("cannot start Tokio: {e}")));
    let mut session = Session::<C> { runtime, idle: Vec::new(), lanes: Vec::new(), request: None, has_run: false };
    say(&json!({"ready": {}}));
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { break };
        say(&session.obey(&line).unwrap_or_else(|error| json!({ "error": error })));
    }
}

struct Session<C: Client> {
    runtime: Runtime,
    idle: Vec<C::Connection>,        // open, and no block armed
    lanes: Vec<Lane<C::Connection>>, // the same connections, in a block
    request: Option<Request>,
    has_run: bool,
}

impl<C: Client> Session<C> {
    fn obey(&mut self, line: &str) -> Result<Value, String> {
        if line == r#"{"do":"go"}"# {
            return self.go(); // the one command that is weighed with the work is not parsed
        }
        let command: Value =
            serde_json::from_str(line).map_err(|e| format!("a command must be one JSON object a line: {e}"))?;
        let name = command["do"].as_str().unwrap_or_default();
        let known: &[&str] = match name {
            "open" => &["url", "connections", "ca_file", "deflate"],
            "block" => &["workload", "size_bytes", "kind", "duration_ns", "deadline_ns", "seed"],
            "save" => &["times_file"],
            "go" | "close" => &[],
            _ => return Err(format!("\"{name}\" is not a command; there are: open, block, go, save, close")),
        };
        let mut members = command.as_object().into_iter().flat_map(|object| object.keys());
        // Ignoring a member could mean measuring something else than was asked.
        if let Some(unknown) = members.find(|key| *key != "do" && !known.contains(&key.as_str())) {
            return Err(format!("{name}: \"{unknown}\" is not a member of this command"));
        }
        match name {
            "open" => self.open(&command),
            "block" => self.arm(&command),
            "go" => self.go(),
            "save" if self.has_run => {
                let file = command["times_file"].as_str().ok_or("save: \"times_file\" must be a string")?;
                Ok(json!({"saved": save(&self.lanes, file)?}))
            }
            "save" => Err("save: no block has run".to_string()),
            _ => {
                self.close();
                Ok(json!({"closed": true}))
            }
        }
    }

    fn open(&mut self, command: &Value) -> Result<Value, String> {
        if !self.idle.is_empty() || !self.lanes.is_empty() {
            return Err("open: is open already, close first".to_string());
        }
        if command["deflate"] == true {
            return Err("open: this client offers no compression".to_string());
        }
        let url = parse_url(command["url"].as_str().unwrap_or_default())?;
        let connections = command.get("connections").map_or(Some(1), Value::as_u64).ok_or("open: \"connections\" must be a number")?;
        let tls = if url.tls { Some(connector(command["ca_file"].as_str().unwrap_or_default())?) } else { None };
        let opened: Result<Vec<_>, String> = self.runtime.block_on(async {
            let mut opened = Vec::new();
            for _ in 0..connections {
                let opening = async {
                    let stream = connect(&url.host, url.port, tls.as_ref()).await?;
                    C::shake_hands(&url, stream).await
                };
                let silence = |_| "the handshake met silence for 5000 ms".to_string();
                opened.push(timeout(Duration::from_secs(5), opening).await.map_err(silence)??);
            }
            Ok(opened)
        });
        self.idle = opened.map_err(|e| format!("open: {e}"))?;
        Ok(json!({"opened": connections}))
    }

    fn arm(&mut self, command: &Value) -> Result<Value, String> {
        (self.request, self.has_run) = (None, false);
        self.idle.extend(self.lanes.drain(..).map(|lane| lane.connection));
        if self.idle.is_empty() {
            return Err("block: nothing is open".to_string());
        }
        let number = |name: &str, least: u64, most: u64| match command[name].as_u64() {
            Some(value) if (least..=most).contains(&value) => Ok(value),
            _ => Err(format!("block: \"{name}\" must be a whole number from {least} to {most}, got {}", command[name])),
        };
        if command["workload"] != "echo" {
            return Err(format!("block: only echo is known, asked for {}", command["workload"]));
        }
        let request = Request {
            kind: match command["kind"].as_str() {
                Some("binary") => Kind::Binary,
                Some("text") => Kind::Text,
                _ => return Err(format!("block: \"kind\" must be binary or text, got {}", command["kind"])),
            },
            size: number("size_bytes", 0, MAX_MESSAGE_BYTES as u64)? as usize,
            duration: Duration::from_nanos(number("duration_ns", 1, i64::MAX as u64)?),
            deadline: Duration::from_nanos(number("deadline_ns", 1, i64::MAX as u64)?),
            seed: command.get("seed").map_or(Some(1), Value::as_u64).ok_or("block: \"seed\" must be a number")?,
        };
        let alone = self.idle.len() == 1;
        let lanes = self.idle.drain(..).enumerate();
        self.lanes = lanes.map(|(i, connection)| Lane::new(connection, i as u64, alone, &request)).collect();
        self.request = Some(request);
        Ok(json!({"armed": true}))
    }

    fn go(&mut self) -> Result<Value, String> {
        let request = self.request.take().ok_or("go: no block is armed")?;
        let report = self.runtime.block_on(run(&mut self.lanes, &request))?;
        self.has_run = true;
        Ok(json!({"ran": {
            "operations": report.operations, "bytes": report.operations * request.size,
            "started_ns": report.started, "ended_ns": report.ended,
        }}))
    }

    fn close(&mut self) {
        (self.request, self.has_run) = (None, false);
        self.idle.extend(self.lanes.drain(..).map(|lane| lane.connection));
        self.runtime.block_on(async {
            for mut connection in self.idle.drain(..) {
                let _ = timeout(Duration::from_secs(1), connection.close()).await; // a peer that is silent is left
            }
            // Tasks that a library has spawned run only while the runtime does; let them end their connections.
            tokio::time::sleep(Duration::from_millis(2)).await;
        });
    }
}

fn parse_url(text: &str) -> Result<Url, String> {
    let wrong = || format!("open: \"url\" must be ws://HOST:PORT/PATH or wss://…, got \"{text}\"");
    let (scheme, rest) = text.split_once("://").ok_or_else(wrong)?;
    let tls = match scheme {
        "ws" => false,
        "wss" => true,
        _ => return Err(wrong()),
    };
    let at = rest.find('/').unwrap_or(rest.len());
    let (host, port) = rest[..at].rsplit_once(':').ok_or_else(wrong)?;
    let path = if at < rest.len() { &rest[at..] } else { "/" };
    let host = host.trim_matches(['[', ']']).to_string();
    Ok(Url { tls, host, port: port.parse().map_err(|_| wrong())?, path: path.to_string() })
}
