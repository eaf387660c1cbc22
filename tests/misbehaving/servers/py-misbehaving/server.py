"""A WebSocket echo server that misbehaves in the way its variant says.

It speaks just enough of RFC 6455 for the echo workload (unfragmented messages, no control frames but close), so
that each fault happens where real ones do: in the middle of a block that went well until then.
"""
import argparse
import base64
import hashlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

# The fault comes after the warm-up has begun and before a block can be over.
FAULT_AFTER_MESSAGES = 50


def read_exactly(connection, count):
    data = bytearray()
    while len(data) < count:
        chunk = connection.recv(count - len(data))
        if not chunk:
            raise ConnectionError("peer closed")
        data += chunk
    return bytes(data)


def shake_hands(connection):
    head = b""
    while b"\r\n\r\n" not in head:
        chunk = connection.recv(4096)
        if not chunk:
            raise ConnectionError("peer closed")
        head += chunk
    key = next(line.split(b":", 1)[1].strip() for line in head.split(b"\r\n")
               if line.lower().startswith(b"sec-websocket-key:"))
    accept = base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
    connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")


def read_frame(connection):
    """Its first byte, FIN and opcode, and its payload."""
    first, second = read_exactly(connection, 2)
    length = second & 0x7F
    if length == 126:
        (length,) = struct.unpack("!H", read_exactly(connection, 2))
    elif length == 127:
        (length,) = struct.unpack("!Q", read_exactly(connection, 8))
    mask = read_exactly(connection, 4)
    masked = read_exactly(connection, length)
    stream = (mask * (length // 4 + 1))[:length]
    payload = (int.from_bytes(masked, "big") ^ int.from_bytes(stream, "big")).to_bytes(length, "big")
    return first, payload


def read_message(connection):
    first, payload = read_frame(connection)
    return first & 0x0F, payload


def frame(opcode, payload):
    length = len(payload)
    if length < 126:
        head = struct.pack("!BB", 0x80 | opcode, length)
    elif length < 65536:
        head = struct.pack("!BBH", 0x80 | opcode, 126, length)
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 127, length)
    return head + payload


class Fault:
    """What a variant does once FAULT_AFTER_MESSAGES have been answered."""

    def __init__(self, variant):
        self.variant = variant
        self.messages = 0
        self.before = b""

    def answer(self, payload):
        self.messages += 1
        before, self.before = self.before, payload
        if self.messages == FAULT_AFTER_MESSAGES:
            return self.strike(payload, before)
        return payload

    def strike(self, payload, before):
        if self.variant == "exits":
            print("the disk is full", file=sys.stderr, flush=True)
            os._exit(3)
        if self.variant == "crashes":
            os.kill(os.getpid(), signal.SIGSEGV)
        if self.variant == "hangs":
            time.sleep(3600)
        if self.variant == "has-work-done":
            subprocess.run([sys.executable, "-c", "import time\nwhile time.process_time() < 0.1: pass"], check=False)
        if self.variant == "corrupts":
            return bytes([payload[0] ^ 1]) + payload[1:]
        if self.variant == "truncates":
            return payload[:-1]
        if self.variant == "replays":
            return before
        return payload


def flood():
    while True:
        os.write(2, b"a very important log line\n" * 100)


def serve(listener, variant):
    while True:
        connection, _ = listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        fault = Fault(variant)
        try:
            shake_hands(connection)
            if variant == "floods":
                threading.Thread(target=flood, daemon=True).start()
            while True:
                opcode, payload = read_message(connection)
                if opcode == 8:
                    connection.sendall(frame(8, payload[:2]))
                    break
                connection.sendall(frame(opcode, fault.answer(payload)))
        except OSError:
            pass
        connection.close()


def end_with_stdin():
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(0)


def main():
    parser = argparse.ArgumentParser()
    for option in ("--variant", "--wait", "--listen", "--tls-cert", "--tls-key"):
        parser.add_argument(option)
    parser.add_argument("--probe", action="store_true")
    options = parser.parse_args()
    variant = options.variant

    if options.probe and variant == "broken-probe":
        sys.exit("cannot import name 'everything'")
    if options.probe:
        if variant == "unavailable":
            print("needs a library nobody has; get it nowhere", file=sys.stderr)
            sys.exit(77)
        print(json.dumps({"versions": {"python": sys.version.split()[0]}, "features": ""}))
        return

    if variant == "unavailable-after-all":
        print("others have locked all the memory there is", file=sys.stderr)
        sys.exit(77)
    if variant == "ignores-sigterm":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    else:
        threading.Thread(target=end_with_stdin, daemon=True).start()
    if variant == "has-a-child":
        subprocess.Popen(["sleep", "3600"])
    if variant == "never-ready":
        time.sleep(3600)
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    if variant == "port-in-use":
        try:
            socket.create_server(("127.0.0.1", port), reuse_port=False)
        except OSError as error:
            sys.exit(f"cannot listen on 127.0.0.1:{port}: {error.strerror}")
    if variant == "garbage":
        print("Hello! Listening, I think.", flush=True)
    else:
        print(json.dumps({"ready": {"ws": port}}), flush=True)
    serve(listener, variant)


if __name__ == "__main__":
    main()
