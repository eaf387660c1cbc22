//! A TCP connection, with TLS 1.3 or without.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{self, version::TLS13, ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::{client, server, TlsAcceptor, TlsConnector};

/// What a library speaks over: the enum that every Rust project with both has in some shape.
pub enum Stream {
    Plain(TcpStream),
    Client(Box<client::TlsStream<TcpStream>>),
    Server(Box<server::TlsStream<TcpStream>>),
}

macro_rules! each {
    ($stream:expr, $name:ident $(, $argument:expr)*) => {
        match $stream.get_mut() {
            Stream::Plain(s) => Pin::new(s).$name($($argument),*),
            Stream::Client(s) => Pin::new(s).$name($($argument),*),
            Stream::Server(s) => Pin::new(s).$name($($argument),*),
        }
    };
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context, buffer: &mut ReadBuf) -> Poll<io::Result<()>> {
        each!(self, poll_read, cx, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context, bytes: &[u8]) -> Poll<io::Result<usize>> {
        each!(self, poll_write, cx, bytes)
    }
    fn poll_write_vectored(
        self: Pin<&mut Self>, cx: &mut Context, parts: &[io::IoSlice],
    ) -> Poll<io::Result<usize>> {
        each!(self, poll_write_vectored, cx, parts)
    }
    fn is_write_vectored(&self) -> bool {
        match self {
            Stream::Plain(s) => s.is_write_vectored(),
            Stream::Client(s) => s.is_write_vectored(),
            Stream::Server(s) => s.is_write_vectored(),
        }
    }
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context) -> Poll<io::Result<()>> {
        each!(self, poll_flush, cx)
    }
    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context) -> Poll<io::Result<()>> {
        each!(self, poll_shutdown, cx)
    }
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// The server's side; errors name the file.
pub fn acceptor(cert: &str, key: &str) -> Result<TlsAcceptor, String> {
    let chain = certificates(cert)?;
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|e| format!("{key}: {e}"))?;
    let config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, secret))
        .map_err(|e| format!("{cert} with {key}: {e}"))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// The client's side, which verifies against `ca_file` alone.
pub fn connector(ca_file: &str) -> Result<TlsConnector, String> {
    let mut authorities = RootCertStore::empty();
    authorities.add_parsable_certificates(certificates(ca_file)?);
    let config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])
        .map_err(|e| e.to_string())?
        .with_root_certificates(authorities)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

fn certificates(file: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    CertificateDer::pem_file_iter(file)
        .and_then(|found| found.collect())
        .map_err(|e| format!("{file}: {e}"))
}

/// Connects, and finishes the TLS handshake where there is a connector.
pub async fn connect(host: &str, port: u16, tls: Option<&TlsConnector>) -> Result<Stream, String> {
    let tcp = TcpStream::connect((host, port)).await.map_err(|e| format!("cannot connect to {host}:{port}: {e}"))?;
    tcp.set_nodelay(true).map_err(|e| e.to_string())?;
    let Some(tls) = tls else { return Ok(Stream::Plain(tcp)) };
    let name = ServerName::try_from(host.to_string()).map_err(|e| format!("{host}: {e}"))?;
    let secure = tls.connect(name, tcp).await.map_err(|e| format!("TLS handshake: {e}"))?;
    Ok(Stream::Client(Box::new(secure)))
}
