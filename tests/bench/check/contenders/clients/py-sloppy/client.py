"""An echo client with one fault, named by --variant; "none" has no fault."""

import argparse
import json
import os
import pathlib
import socket
import struct
import sys
import time
from urllib.parse import urlsplit

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from services import SERVICES, Echo  # noqa: E402
from sloppy import Deflate, Failed, Peer, Reader, accept_for, frame, negotiate  # noqa: E402
import base64  # noqa: E402

MASK64 = (1 << 64) - 1


def rest_of_payload(size, seed, is_text):
    """Bytes from 16 on, as CONTRACT.md makes them; a MiB of them would take too long here, so 4 KiB repeat."""
    out, x = bytearray(), seed or 1
    for _ in range(min(max(size - 16, 0), 4096)):
        x ^= x >> 12
        x = (x ^ x << 25) & MASK64
        x ^= x >> 27
        top = (x * 2685821657736338717 & MASK64) >> 56
        out.append(97 + top % 26 if is_text else top)
    return bytes((out * (size // 4096 + 1))[:max(size - 16, 0)]) if out else b""


WORDS = ("the of and to in is that for it was on are as with they at be this have from or one had by word but not what all "
         "were when your can said there use each which she do how their if will other about out many then them these some "
         "her would make like message server client value status price order number").split()


def corpus(size, seed):
    """The pieces of text, from byte 16 on of each message."""
    pieces, x, text, count = 65536 // size + 1, seed or 1, "", 0
    while len(text) < pieces * (size - 16):
        x ^= x >> 12
        x = (x ^ x << 25) & MASK64
        x ^= x >> 27
        top = (x * 2685821657736338717 & MASK64) >> 56
        count += 1
        text += WORDS[top % (64 if top < 128 else 16)] + (".\n" if count % 12 == 0 else " ")
    return [text[i * (size - 16):(i + 1) * (size - 16)].encode() for i in range(pieces)]


class Client:
    def __init__(self, fault):
        self.fault, self.socket, self.has_said_goodbye = fault, None, False
        self.others = []  # the second connection and those behind it, as clients of their own

    def send(self, opcode, payload):
        if self.has_said_goodbye:
            return
        self.has_said_goodbye = opcode == 8
        key = os.urandom(4)
        if self.fault == "zero-mask":
            key = bytes(4)
        if self.fault == "one-mask":
            key = b"tare"
        if self.fault == "no-mask" and opcode < 8 or self.fault == "no-mask-on-pong" and opcode == 10:
            key = None
        bits = 0x80
        if self.peer and self.peer.deflate and opcode < 8:
            payload, bits = self.peer.deflate.deflate(payload)
        self.socket.sendall(frame(opcode, payload, key, bits))

    def send_part(self, opcode, payload, is_last):
        self.socket.sendall(frame(opcode, payload, os.urandom(4), 0x80 if is_last else 0))

    def do_open(self, command):
        others = command["connections"] - 1 if self.fault != "declares-connections" else 0
        self.others = [Client(self.fault) for _ in range(others)]
        for one in [self, *self.others]:
            one.open(command)
        return {"opened": 1 + others}

    def open(self, command):
        url = urlsplit(command["url"])
        self.socket = socket.create_connection((url.hostname, url.port), timeout=1)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.has_said_goodbye, self.peer = False, None
        deflates = command.get("deflate", False)
        reader = Reader(self.socket)
        key = base64.b64encode(os.urandom(16)).decode() if self.fault != "one-key" else "dGhlIHNhbXBsZSBub25jZQ=="
        host = "example.invalid" if self.fault == "wrong-host" else url.netloc
        more = "Sec-WebSocket-Extensions: permessage-deflate\r\n" if (
            self.fault == "offers-deflate" or deflates and self.fault != "deflate-no-offer") else ""
        self.socket.sendall((f"GET {url.path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n{more}\r\n").encode())
        first, fields = reader.head()
        answer = fields.get("sec-websocket-extensions")
        if answer and not deflates or "sec-websocket-protocol" in fields:
            raise ValueError("something was agreed on that was not offered")
        agreed = negotiate(answer, self.fault) if answer and "," not in answer else None
        if deflates and not agreed and self.fault not in ("deflate-takes-no", "deflate-any-answer"):
            raise ValueError("no deflate, or not as it was offered")
        if not first.startswith("HTTP/1.1 101") or fields.get("upgrade", "").lower() != "websocket":
            raise ValueError("no upgrade")
        if "upgrade" not in fields.get("connection", "").lower():
            raise ValueError("no upgrade of the connection")
        if fields.get("sec-websocket-accept") != accept_for(key) and self.fault != "any-accept":
            raise ValueError("a wrong accept value")
        self.peer = Peer(reader, self.send, self.fault, masked=0)
        if agreed:
            self.peer.deflate = Deflate(self.fault, "server_no_context_takeover" not in agreed[1],
                                        "client_no_context_takeover" not in agreed[1])

    def do_block(self, command):
        self.block = command
        self.text = command["kind"] != "binary"
        self.pieces = corpus(command["size_bytes"], command["seed"]) if command["kind"] == "corpus" else None
        self.rest = rest_of_payload(command["size_bytes"], command["seed"] + (self.fault == "wrong-seed"), self.text)
        asks = SERVICES.get(command["workload"], Echo if self.others else None)
        self.service = asks(self, command) if asks else None
        return {"armed": True}

    def message(self, number):
        header = f"{0:04x}{number:012x}".encode() if self.text else struct.pack("<qq", 0, number)
        if self.pieces:
            return header + self.pieces[number % len(self.pieces) if self.fault != "deflate-one-piece" else 0]
        return (header + self.rest)[:self.block["size_bytes"]]

    def wrong(self, number, sent, reply, last):
        kind, payload = reply
        if self.fault == "verifies-nothing":
            return False
        if kind != (1 if self.text else 2) and self.fault != "takes-any-kind":
            return True
        if len(payload) != len(sent) and self.fault != "takes-any-length":
            return True
        if payload[:16] != sent[:16] and len(payload) == len(sent):
            return True
        whole = number % 256 == 0 or last and self.fault != "trusts-the-last"
        return whole and self.fault != "verifies-headers-only" and payload != sent and len(payload) == len(sent)

    def do_go(self, _):
        for one in [self, *self.others]:
            one.socket.settimeout(self.block["deadline_ns"] / 1e9 if self.fault != "no-deadline" else None)
        return self.service.go() if self.service else self.echo()

    def echo(self):
        started = time.monotonic_ns()
        self.stamps, number, more = [started], 0, True
        while more:
            sent = self.message(number)
            self.send(1 if self.text else 2, sent)
            reply = self.peer.message()
            if reply is None:
                raise ConnectionError("the server has closed")
            self.stamps.append(time.monotonic_ns())
            more = self.stamps[-1] - started < self.block["duration_ns"]
            if self.wrong(number, sent, reply, not more):
                raise ValueError(f"message {number}: a wrong echo")
            number += 1
        operations = number + (self.fault == "counts-one-more")
        return {"ran": {"operations": operations, "bytes": operations * self.block["size_bytes"],
                        "started_ns": started, "ended_ns": time.monotonic_ns()}}

    def do_save(self, command):
        stamps = self.stamps[:-1] if self.fault == "saves-one-less" else self.stamps
        pathlib.Path(command["times_file"]).write_bytes(struct.pack(f"<{len(stamps)}q", *stamps))
        return {"saved": len(stamps)}

    def do_close(self, _):
        for one in [self, *self.others]:
            one.close()
        return {"closed": True}

    def close(self):
        if self.socket:
            try:
                if self.fault != "hangs-up":
                    self.send(8, (1000).to_bytes(2, "big"))
                    self.socket.settimeout(0.3)
                    while self.socket.recv(1 << 16):
                        pass
            except OSError:
                pass
            self.socket.close()
            self.socket = None

    def obey(self, command):
        try:
            return getattr(self, "do_" + command["do"])(command)
        except Failed as failed:
            self.send(8, failed.code.to_bytes(2, "big"))
            return {"error": str(failed)}
        except (OSError, ValueError) as error:
            return {"error": str(error) or type(error).__name__}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--variant")
    arguments.add_argument("--wait")
    arguments.add_argument("--probe", action="store_true")
    options = arguments.parse_args()
    if options.probe:
        print(json.dumps({"versions": {"python": sys.version.split()[0]}, "features": ""}))
        return
    client = Client(options.variant)
    print(json.dumps({"ready": {}}), flush=True)
    for line in sys.stdin:
        print(json.dumps(client.obey(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
