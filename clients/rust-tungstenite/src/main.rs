//! The client of tokio-tungstenite: a handshake over a stream, then send and next.

use futures_util::{SinkExt, StreamExt};
use tare_contract::{run_client, Client, Connection, Kind, Stream, Url, Versions, MAX_MESSAGE_BYTES};
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Bytes, Message, Utf8Bytes};
use tokio_tungstenite::{client_async_with_config, WebSocketStream};

struct Tungstenite(WebSocketStream<Stream>);

impl Client for Tungstenite {
    const VERSIONS: Versions = &[
        ("rust", env!("TARE_VERSION_RUST")),
        ("tokio", env!("TARE_VERSION_TOKIO")),
        ("tokio-tungstenite", env!("TARE_VERSION_TOKIO_TUNGSTENITE")),
        ("tungstenite", env!("TARE_VERSION_TUNGSTENITE")),
        ("rustls", env!("TARE_VERSION_RUSTLS")),
    ];
    type Connection = Self;

    async fn shake_hands(url: &Url, stream: Stream) -> Result<Self, String> {
        let limits = WebSocketConfig::default()
            .max_message_size(Some(MAX_MESSAGE_BYTES))
            .max_frame_size(Some(MAX_MESSAGE_BYTES));
        let scheme = if url.tls { "wss" } else { "ws" };
        let address = format!("{scheme}://{}:{}{}", url.host, url.port, url.path);
        let opened = client_async_with_config(address, stream, Some(limits)).await;
        opened.map(|(ws, _)| Self(ws)).map_err(|e| e.to_string())
    }
}

impl Connection for Tungstenite {
    type Message = Bytes;

    async fn send(&mut self, kind: Kind, payload: &[u8]) -> Result<(), String> {
        let payload = Bytes::copy_from_slice(payload); // a Message owns its bytes
        let message = match kind {
            Kind::Binary => Message::Binary(payload),
            Kind::Text => Message::Text(Utf8Bytes::try_from(payload).map_err(|e| e.to_string())?),
        };
        self.0.send(message).await.map_err(|e| e.to_string())
    }

    async fn receive(&mut self) -> Result<(Kind, Bytes), String> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Binary(bytes))) => return Ok((Kind::Binary, bytes)),
                Some(Ok(Message::Text(text))) => return Ok((Kind::Text, text.into())),
                Some(Ok(_)) => {} // a ping is answered by the library
                Some(Err(error)) => return Err(error.to_string()),
                None => return Err("the connection was closed".to_string()),
            }
        }
    }

    async fn close(&mut self) {
        let normal = CloseFrame { code: CloseCode::Normal, reason: Utf8Bytes::default() };
        if self.0.close(Some(normal)).await.is_ok() {
            while let Some(Ok(_)) = self.0.next().await {}
        }
    }
}

fn main() {
    run_client::<Tungstenite>();
}
