//! The client of fastwebsockets on hyper, as its client example: handshake::client, then write_frame and
//! read_frame.

use fastwebsockets::handshake::{client, generate_key};
use fastwebsockets::{FragmentCollector, Frame, OpCode, Payload};
use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::header::{CONNECTION, HOST, UPGRADE};
use hyper::upgrade::Upgraded;
use hyper::Request;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tare_contract::{run_client, Client, Connection, Kind, Stream, Url, Versions, MAX_MESSAGE_BYTES};

struct Fast {
    ws: FragmentCollector<TokioIo<Upgraded>>,
    is_closed: bool, // by the server; the library has answered its Close frame
}

impl Client for Fast {
    const VERSIONS: Versions = &[
        ("rust", env!("TARE_VERSION_RUST")),
        ("tokio", env!("TARE_VERSION_TOKIO")),
        ("fastwebsockets", env!("TARE_VERSION_FASTWEBSOCKETS")),
        ("hyper", env!("TARE_VERSION_HYPER")),
        ("rustls", env!("TARE_VERSION_RUSTLS")),
    ];
    type Connection = Self;

    async fn shake_hands(url: &Url, stream: Stream) -> Result<Self, String> {
        let request = Request::builder()
            .uri(&url.path)
            .header(HOST, format!("{}:{}", url.host, url.port))
            .header(UPGRADE, "websocket")
            .header(CONNECTION, "upgrade")
            .header("Sec-WebSocket-Key", generate_key())
            .header("Sec-WebSocket-Version", "13")
            .body(Empty::<Bytes>::new())
            .map_err(|e| e.to_string())?;
        let (mut ws, _) = client(&TokioExecutor::new(), request, stream).await.map_err(|e| e.to_string())?;
        ws.set_max_message_size(MAX_MESSAGE_BYTES);
        Ok(Self { ws: FragmentCollector::new(ws), is_closed: false })
    }
}

/// The payload of a frame, which keeps it alive.
struct Message(Payload<'static>);

impl AsRef<[u8]> for Message {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Connection for Fast {
    type Message = Message;

    async fn send(&mut self, kind: Kind, payload: &[u8]) -> Result<(), String> {
        // Borrowed: the library copies it when it masks.
        let frame = match kind {
            Kind::Binary => Frame::binary(Payload::Borrowed(payload)),
            Kind::Text => Frame::text(Payload::Borrowed(payload)),
        };
        self.ws.write_frame(frame).await.map_err(|e| e.to_string())
    }

    async fn receive(&mut self) -> Result<(Kind, Message), String> {
        loop {
            let frame = self.ws.read_frame().await.map_err(|e| e.to_string())?;
            match frame.opcode {
                OpCode::Binary => return Ok((Kind::Binary, Message(frame.payload))),
                OpCode::Text => return Ok((Kind::Text, Message(frame.payload))),
                OpCode::Close => {
                    self.is_closed = true;
                    return Err("the connection was closed".to_string());
                }
                _ => {}
            }
        }
    }

    async fn close(&mut self) {
        if !self.is_closed && self.ws.write_frame(Frame::close(1000, &[])).await.is_ok() {
            while matches!(self.ws.read_frame().await, Ok(frame) if frame.opcode != OpCode::Close) {}
        }
    }
}

fn main() {
    run_client::<Fast>();
}
