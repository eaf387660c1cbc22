//! The server of fastwebsockets on hyper, as its echo example: upgrade, then read_frame and write_frame.

use fastwebsockets::upgrade::{is_upgrade_request, upgrade, UpgradeFut};
use fastwebsockets::{FragmentCollector, OpCode, WebSocketError};
use http_body_util::Empty;
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderValue, SEC_WEBSOCKET_VERSION};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tare_contract::{run_server, Server, Stream, Versions, MAX_MESSAGE_BYTES};

struct Echo;

impl Server for Echo {
    const VERSIONS: Versions = &[
        ("rust", env!("TARE_VERSION_RUST")),
        ("tokio", env!("TARE_VERSION_TOKIO")),
        ("fastwebsockets", env!("TARE_VERSION_FASTWEBSOCKETS")),
        ("hyper", env!("TARE_VERSION_HYPER")),
        ("rustls", env!("TARE_VERSION_RUSTLS")),
    ];

    async fn serve(stream: Stream) {
        let http = http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer));
        let _ = http.with_upgrades().await; // what a client breaks off is no trouble of ours
    }
}

async fn answer(mut request: Request<Incoming>) -> Result<Response<Empty<Bytes>>, WebSocketError> {
    if request.uri().path() != "/echo" {
        return Ok(status(StatusCode::NOT_FOUND));
    }
    if request.method() != Method::GET {
        return Ok(status(StatusCode::METHOD_NOT_ALLOWED));
    }
    if !is_upgrade_request(&request) {
        return Ok(status(StatusCode::UPGRADE_REQUIRED));
    }
    let Ok((response, upgraded)) = upgrade(&mut request) else {
        let mut refusal = status(StatusCode::BAD_REQUEST);
        refusal.headers_mut().insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        return Ok(refusal);
    };
    tokio::spawn(echo(upgraded));
    Ok(response)
}

fn status(code: StatusCode) -> Response<Empty<Bytes>> {
    let mut response = Response::new(Empty::new());
    *response.status_mut() = code;
    response
}

async fn echo(upgraded: UpgradeFut) -> Result<(), WebSocketError> {
    let mut ws = upgraded.await?;
    ws.set_max_message_size(MAX_MESSAGE_BYTES);
    let mut ws = FragmentCollector::new(ws);
    loop {
        let frame = ws.read_frame().await?;
        match frame.opcode {
            OpCode::Close => return Ok(()),
            OpCode::Text | OpCode::Binary => ws.write_frame(frame).await?,
            _ => {}
        }
    }
}

fn main() {
    run_server::<Echo>();
}
