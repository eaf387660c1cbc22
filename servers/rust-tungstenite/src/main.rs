//! The server of tokio-tungstenite, as its echo example: accept, then next and send.

use futures_util::{SinkExt, StreamExt};
use tare_contract::{run_server, Server, Stream, Versions, MAX_MESSAGE_BYTES};
use tokio_tungstenite::accept_hdr_async_with_config;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::StatusCode;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

struct Echo;

impl Server for Echo {
    const VERSIONS: Versions = &[
        ("rust", env!("TARE_VERSION_RUST")),
        ("tokio", env!("TARE_VERSION_TOKIO")),
        ("tokio-tungstenite", env!("TARE_VERSION_TOKIO_TUNGSTENITE")),
        ("tungstenite", env!("TARE_VERSION_TUNGSTENITE")),
        ("rustls", env!("TARE_VERSION_RUSTLS")),
    ];

    async fn serve(stream: Stream) {
        let limits = WebSocketConfig::default()
            .max_message_size(Some(MAX_MESSAGE_BYTES))
            .max_frame_size(Some(MAX_MESSAGE_BYTES));
        let Ok(mut ws) = accept_hdr_async_with_config(stream, only_echo, Some(limits)).await else { return };
        while let Some(Ok(message)) = ws.next().await {
            let is_data = message.is_binary() || message.is_text();
            if is_data && ws.send(message).await.is_err() {
                return;
            }
        }
    }
}

#[allow(clippy::result_large_err)] // the library's own shape
fn only_echo(request: &Request, response: Response) -> Result<Response, ErrorResponse> {
    if request.uri().path() == "/echo" {
        return Ok(response);
    }
    let mut refusal = ErrorResponse::new(None);
    *refusal.status_mut() = StatusCode::NOT_FOUND;
    Err(refusal)
}

fn main() {
    run_server::<Echo>();
}
