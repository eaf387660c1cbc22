//! A server under test.

use crate::arguments::{fail, parse, say, FAILED};
use crate::stream::{acceptor, Stream};
use crate::Versions;
use serde_json::json;
use std::future::Future;
use std::io::Read;
use std::os::fd::AsRawFd;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

pub trait Server {
    const VERSIONS: Versions;
    /// One connection from its handshake on: /echo, and 404 for other paths; returns when it has ended.
    fn serve(stream: Stream) -> impl Future<Output = ()> + Send + 'static;
}

/// The main function of a server contender.
pub fn run_server<S: Server + 'static>() {
    let arguments = parse(true, S::VERSIONS);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.unwrap_or_else(|e| fail(FAILED, format!("cannot start Tokio: {e}")));
    runtime.block_on(async {
        let plain = listen(&arguments.listen).await;
        let mut ready = json!({"ws": port(&plain)});
        if let Some((cert, key)) = &arguments.tls {
            let tls = acceptor(cert, key).unwrap_or_else(|e| fail(FAILED, e));
            let host = arguments.listen.rsplit_once(':').map_or("127.0.0.1", |(host, _)| host);
            let secure = listen(&format!("{host}:0")).await;
            ready["wss"] = port(&secure).into();
            tokio::spawn(accept::<S>(secure, Some(tls)));
        }
        end_with_stdin();
        say(&json!({"ready": ready}));
        accept::<S>(plain, None).await;
    });
}

async fn listen(address: &str) -> TcpListener {
    let bound = TcpListener::bind(address).await;
    bound.unwrap_or_else(|e| fail(FAILED, format!("cannot listen on {address}: {e}")))
}

fn port(listener: &TcpListener) -> u16 {
    listener.local_addr().map_or(0, |address| address.port())
}

async fn accept<S: Server + 'static>(listener: TcpListener, tls: Option<TlsAcceptor>) {
    loop {
        let tcp = match listener.accept().await {
            Ok((tcp, _)) => tcp,
            Err(e) => fail(FAILED, format!("cannot accept connections: {e}")),
        };
        let tls = tls.clone();
        tokio::spawn(async move {
            if tcp.set_nodelay(true).is_err() {
                return; // gone already
            }
            match tls {
                None => S::serve(Stream::Plain(tcp)).await,
                Some(tls) => {
                    if let Ok(secure) = tls.accept(tcp).await {
                        S::serve(Stream::Server(Box::new(secure))).await;
                    }
                }
            }
        });
    }
}

/// Ends the process when its stdin ends, if somebody holds the other end: a pipe or a socket. A thread that
/// sits in one read for the process's life. (SIGTERM ends it by itself.)
fn end_with_stdin() {
    let mut stdin = std::io::stdin();
    let mut about = std::mem::MaybeUninit::<libc::stat>::uninit();
    // SAFETY: fstat fills the struct or returns an error.
    let kind = unsafe {
        if libc::fstat(stdin.as_raw_fd(), about.as_mut_ptr()) != 0 {
            return;
        }
        about.assume_init().st_mode & libc::S_IFMT
    };
    if kind != libc::S_IFIFO && kind != libc::S_IFSOCK {
        return;
    }
    std::thread::spawn(move || {
        let mut ignored = [0; 512];
        while matches!(stdin.read(&mut ignored), Ok(n) if n > 0) {}
        std::process::exit(0);
    });
}
