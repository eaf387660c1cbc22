"""A server with one fault, named by --variant; "none", "deflate", "services" and "tickets" have no fault."""

import argparse
import json
import os
import pathlib
import signal
import socket
import ssl
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[2]), str(HERE.parents[6] / "contract" / "python")]
from sloppy import Deflate, Failed, Peer, Reader, accept_for, frame, negotiate  # noqa: E402
from tare_contract import services  # noqa: E402

PATHS = ("/echo", "/stream", "/transfer", "/broadcast")
senders = {"/echo": [], "/broadcast": []}  # of the connections there, for what is sent to all


def refuse(connection, status, more=""):
    connection.sendall(f"HTTP/1.1 {status} Refused\r\n{more}Content-Length: 0\r\n\r\n".encode())


def open_connection(connection, reader, fault, deflates):
    """Answers the handshake; when it is open, its path and what was agreed on of deflate, else None."""
    first, fields = reader.head()
    method, path, version = (first.split(" ") + ["", ""])[:3]
    if method != "GET" or version != "HTTP/1.1" or fields.get("upgrade", "").lower() != "websocket":
        return refuse(connection, 400)
    if path not in PATHS[:4 if fault.startswith("services") else 1] and fault != "any-path":
        return refuse(connection, 404)
    if len(fields.get("sec-websocket-key", "")) != 24:
        return refuse(connection, 400)
    if fields.get("sec-websocket-version") != "13":
        return refuse(connection, 426, "Sec-WebSocket-Version: 13\r\n" if fault != "no-version" else "")
    more = "Sec-WebSocket-Protocol: x-tare-unknown\r\n" if fault == "any-subprotocol" else ""
    agreed = None
    if deflates and fault != "deflate-declines" or fault == "deflate-unasked":
        agreed = negotiate(fields.get("sec-websocket-extensions", ""), fault)
    if agreed:
        more += f"Sec-WebSocket-Extensions: {agreed[0]}\r\n"
    connection.sendall(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        f"Sec-WebSocket-Accept: {accept_for(fields['sec-websocket-key'])}\r\n{more}\r\n").encode())
    if fault == "loses-early-frames":
        reader.held = b""
    return path, agreed[1] if agreed else None


def serve_asked(service, peer, send, fault):
    """/stream and /transfer, until the connection ends."""
    while message := peer.message():
        opcode, payload = message
        try:
            for reply in service.answer(payload.decode() if opcode == 1 else payload):
                send_reply(reply, send, fault)
        except services.Refused:
            if fault != "services-takes-anything":
                raise Failed(services.POLICY_VIOLATION) from None
            send(1, b"ready")


def send_reply(reply, send, fault):
    if isinstance(reply, services.Until):
        while fault != "services-early" and reply.wait_s() > 0:
            time.sleep(reply.wait_s())
    elif isinstance(reply, services.Fragments):
        if fault == "services-whole":
            return send(2, b"".join(reply.parts))
        for number, part in enumerate(reply.parts):
            send(0 if number else 2, part, fin=number + 1 == len(reply.parts))
    elif isinstance(reply, bytes):
        if fault == "services-wrong-file" and len(reply) > 1000:
            reply = reply[:-1] + bytes([reply[-1] ^ 1])
        if fault == "services-wrong-number" and len(reply) == 240:
            reply = b"\x07" + reply[1:]
        if fault == "services-no-time" and len(reply) == 240:
            reply = reply[:8] + bytes(8) + reply[16:]
        send(2, reply)
    else:
        send(1, reply.encode())


def serve_broadcast(peer, send, fault):
    while message := peer.message():
        everybody = senders["/broadcast"] + (senders["/echo"] if fault == "services-to-everybody" else [])
        for one in everybody:
            if fault != "services-not-the-sender" or one is not send:
                one(*message)


def serve(connection, fault, deflates):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    reader = Reader(connection)

    def send(opcode, payload, fin=True):
        key = bytes(4) if fault == "masks" else None
        bits = 0xc0 if fault == "sets-reserved-bit" else 0x80 if fin else 0
        if peer and peer.deflate and opcode < 8:
            payload, bits = peer.deflate.deflate(payload)
        connection.sendall(frame(opcode, payload, key, bits))

    peer = None
    try:
        agreed = open_connection(connection, reader, fault, deflates)
        if agreed is None:
            return
        path, agreed = agreed
        peer = Peer(reader, send, fault, masked=1)
        if agreed is not None:
            peer.deflate = Deflate(fault, "client_no_context_takeover" not in agreed,
                                   "server_no_context_takeover" not in agreed,
                                   min(15, int(agreed.get("server_max_window_bits") or 15)))
        if path in senders:
            senders[path].append(send)
        if path in ("/stream", "/transfer"):
            serve_asked(services.service_for(path), peer, send, fault)
            return
        if path == "/broadcast":
            serve_broadcast(peer, send, fault)
            return
        while message := peer.message():
            opcode, payload = message
            if fault == "wrong-byte" and len(payload) > 65535:
                payload = payload[:-1] + b"?"
            if fault == "one-kind":
                opcode = 2
            send(opcode, payload[:65536] if fault == "cuts" else payload)
        if fault == "keeps-the-connection":
            threading.Event().wait()
    except Failed as failed:
        if fault == "hangs-on-errors":
            threading.Event().wait()
        if fault != "fails-without-a-word":
            send(8, failed.code.to_bytes(2, "big"))
    except OSError:
        pass
    finally:
        for one in senders.values():
            if send in one:
                one.remove(send)
        # Ours first; then what the peer still sends is read away, so that no reset overtakes the Close frame.
        try:
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(0.2)
            while connection.recv(1 << 16):
                pass
        except OSError:
            pass
        connection.close()


def accept_all(listener, tls, options):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve_over, args=(connection, tls, options), daemon=True).start()


def serve_over(connection, tls, options):
    if tls and options.variant == "tickets-not-taken":
        tls = tls_of(options)  # another context has other keys
    try:
        serve(tls.wrap_socket(connection, server_side=True) if tls else connection, options.variant, options.deflate)
    except OSError:  # no TLS handshake
        connection.close()


def tls_of(options):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(options.tls_cert, options.tls_key)
    context.num_tickets = 1 if options.tls_resume and options.variant != "tickets-never" else 0
    if options.variant in ("tickets-always", "tickets-undeclared"):
        context.num_tickets = 2
    return context


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--variant")
    arguments.add_argument("--wait")
    arguments.add_argument("--listen")
    arguments.add_argument("--tls-cert")
    arguments.add_argument("--tls-key")
    arguments.add_argument("--tls-resume", action="store_true")
    arguments.add_argument("--deflate", action="store_true")
    arguments.add_argument("--probe", action="store_true")
    options = arguments.parse_args()
    if options.probe:
        print(json.dumps({"versions": {"python": sys.version.split()[0]}, "features": ""}))
        return
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    listeners = {"ws": (socket.create_server(("127.0.0.1", 0)), None)}
    if options.tls_cert:
        listeners["wss"] = (socket.create_server(("127.0.0.1", 0)), tls_of(options))
    print(json.dumps({"ready": {name: one.getsockname()[1] for name, (one, _) in listeners.items()}}), flush=True)
    for one, tls in list(listeners.values())[1:]:
        threading.Thread(target=accept_all, args=(one, tls, options), daemon=True).start()
    accept_all(*listeners["ws"], options)


if __name__ == "__main__":
    main()
