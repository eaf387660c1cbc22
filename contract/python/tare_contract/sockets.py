"""Listening sockets and TLS contexts, the same for every library."""

import pathlib
import re
import socket
import ssl
from typing import NamedTuple

from .trouble import EXIT_FAILED, leave

BACKLOG = 4096
# Of one message; the contract's largest.
LARGEST_MESSAGE_BYTES = 64 << 20


class Listener(NamedTuple):
    """A listening socket; `tls` is the ssl.SSLContext to serve on it, or None for ws."""

    socket: socket.socket
    tls: ssl.SSLContext | None
    certificate: str | None = None
    key: str | None = None

    @property
    def port(self):
        return self.socket.getsockname()[1]


def listen(host, port, certificate, key, resumption=False):
    """The sockets for ws and, with a certificate, for wss. On Linux what they accept inherits TCP_NODELAY. `resumption`: TLS
    sessions can be resumed by tickets."""
    listeners = [Listener(_listen(host, port), None)]
    if certificate:
        listeners.append(Listener(_listen(host, 0), server_tls(certificate, key, resumption), certificate, key))
    return listeners


def _listen(host, port):
    try:
        listening = socket.create_server((host, port), backlog=BACKLOG)
    except OSError as error:
        leave(EXIT_FAILED, f"cannot listen on {host}:{port}: {error.strerror or error}")
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listening.setblocking(False)
    return listening


def server_tls(certificate, key, resumption=False):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    # Where handshakes are to be full a ticket would be paid for and never used.
    context.num_tickets = 1 if resumption else 0
    try:
        context.load_cert_chain(certificate, key)
    except OSError as error:  # ssl.SSLError is one
        leave(EXIT_FAILED, f"--tls-cert {certificate}, --tls-key {key}: {error.strerror or error}")
    return context


def certificates_in(file):
    """Each certificate of a PEM file, for libraries that do not take the file's name."""
    text = pathlib.Path(file).read_bytes()
    return re.findall(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\n?", text, re.DOTALL)


def client_tls(ca_file):
    """Verifies the certificate and the name in the URL."""
    context = ssl.create_default_context(cafile=ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


def no_delay(sock):
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
