"""Bad peers of the raw engine's server, on real sockets: each is closed with the right code or left alone, memory
stays bounded, and the server serves the others meanwhile and everybody afterwards.

    bad_peers_test.py SERVER VARIANT
"""

import json
import resource
import select
import socket
import subprocess
import sys
import time
import unittest
import zlib

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
MIB = 1 << 20
HANDSHAKE_WITHIN_S = 10  # wire/peer/config.hpp
HIGH_WATER = MIB         # wire/io/seam.hpp
LARGEST = 64 * MIB
SANITIZED_FACTOR = 1     # set to more where a sanitizer's own memory is in every figure
SERVER = VARIANT = None  # set from the command line


class Server:
    """One server process; `descriptors` limits what it may open."""

    def __init__(self, *more, descriptors=None):
        def limit():
            if descriptors:
                resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

        self.process = subprocess.Popen([SERVER, "--variant", VARIANT, "--listen", "127.0.0.1:0", *more],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=limit)
        self.port = json.loads(self.process.stdout.readline())["ready"]["ws"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(5)
        self.process.stdout.close()

    def memory(self, field="VmRSS"):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) << 10 for line in status if line.startswith(field + ":"))

    def connect(self):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def open(self, *fields):
        connection = self.connect()
        connection.sendall(request(*fields))
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            byte = connection.recv(1)
            if not byte:
                raise ConnectionError("ended during the handshake")
            head += byte
        assert head.startswith(b"HTTP/1.1 101 "), head
        return connection

    def echoes(self):
        with self.open() as connection:
            connection.sendall(frame(0x82, b"still there"))
            return exactly(connection, 2 + 11) == b"\x82\x0bstill there"


def request(*fields):
    more = "".join(f"{field}\r\n" for field in fields)
    return (f"GET /echo HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {KEY}\r\n"
            f"Sec-WebSocket-Version: 13\r\n{more}\r\n").encode()


def frame(first, payload, masked=True):
    """The mask is zero, so the payload stands as it is."""
    size, mask = len(payload), 0x80 if masked else 0
    head = bytes([first, mask | size]) if size < 126 else (
        bytes([first, mask | 126]) + size.to_bytes(2, "big") if size < 65536 else
        bytes([first, mask | 127]) + size.to_bytes(8, "big"))
    return head + (bytes(4) if masked else b"") + payload


def exactly(connection, size):
    data = b""
    while len(data) < size:
        piece = connection.recv(size - len(data))
        if not piece:
            break
        data += piece
    return data


def to_the_end(connection, within_s=5):
    """Everything until the server ends the connection; None if it does not."""
    data, deadline = b"", time.monotonic() + within_s
    connection.settimeout(0.2)
    while time.monotonic() < deadline:
        try:
            piece = connection.recv(65536)
        except socket.timeout:
            continue
        except ConnectionError:
            return data
        if not piece:
            return data
        data += piece
    return None


def closed_with(code):
    return b"\x88\x02" + code.to_bytes(2, "big")


class BadPeers(unittest.TestCase):
    def test_frames_that_break_the_protocol(self):
        too_long = (LARGEST + 1).to_bytes(8, "big")
        with Server() as server:
            for sent, code in [
                    (frame(0x82, b"Hello", masked=False), 1002),               # unmasked
                    (frame(0xC2, b"Hello"), 1002),                             # RSV1, and nothing was agreed on
                    (frame(0xA2, b"Hello"), 1002), (frame(0x92, b"Hello"), 1002),
                    (frame(0x83, b"Hello"), 1002),                             # a reserved opcode
                    (b"\x82\xff" + (1 << 63).to_bytes(8, "big"), 1002),        # the top bit of a length
                    (b"\x82\xff" + ((1 << 63) - 1).to_bytes(8, "big") + bytes(4), 1009),
                    (b"\x82\xff" + too_long + bytes(4), 1009),
                    (b"\x82\xfe\x00\x7d" + bytes(4), 1002),                    # 125 in two bytes
                    (frame(0x89, bytes(126)), 1002), (frame(0x09, b""), 1002), # pings
                    (frame(0x80, b""), 1002),                                  # a continuation of nothing
                    (frame(0x81, b"\xc3\x28"), 1007), (frame(0x88, b"\x03"), 1002)]:
                with self.subTest(sent=sent[:16].hex()), server.open() as peer:
                    peer.sendall(sent)
                    self.assertEqual(to_the_end(peer), closed_with(code))
            self.assertTrue(server.echoes())

    def test_half_open(self):
        """A peer that ends its side, before, in and after the handshake, is let go at once."""
        with Server() as server:
            for said in (b"", request()[:20], request()):
                with self.subTest(said=len(said)), server.connect() as peer:
                    peer.sendall(said)
                    peer.shutdown(socket.SHUT_WR)
                    self.assertIsNotNone(to_the_end(peer))
            with server.open() as peer: # and what it is owed still comes
                peer.sendall(frame(0x82, b"last words"))
                peer.shutdown(socket.SHUT_WR)
                self.assertEqual(to_the_end(peer), b"\x82\x0alast words")
            self.assertTrue(server.echoes())

    def test_slow_handshakes(self):
        """However a handshake dribbles in, it has ten seconds; others are served meanwhile."""
        with Server() as server:
            begun = time.monotonic()
            peers = [server.connect() for _ in range(100)]
            silent, dribbling = peers[:50], peers[50:]
            head = request()
            for i in range(HANDSHAKE_WITHIN_S - 1):
                for peer in dribbling:
                    peer.sendall(head[i:i + 1])
                self.assertTrue(server.echoes())
                time.sleep(1)
            readable, _, _ = select.select(peers, [], [], 0)
            self.assertEqual(readable, [], "nobody is sent away early")
            for peer in peers:
                self.assertEqual(to_the_end(peer, HANDSHAKE_WITHIN_S), b"")
                peer.close()
            self.assertLess(time.monotonic() - begun, HANDSHAKE_WITHIN_S + 8)
            self.assertEqual(len(silent), 50)
            self.assertTrue(server.echoes())

    def test_flood(self):
        """2 000 connections cost little, give it back, and do not keep others out."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        count = min(2000, hard - 100)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count + 100), hard))
        with Server() as server:
            self.assertTrue(server.echoes())
            before = server.memory()
            peers = [server.connect() for _ in range(count)]
            self.assertTrue(server.echoes())
            each = (server.memory() - before) / count
            print(f"{VARIANT}: a silent connection costs {each:.0f} bytes of resident memory")
            self.assertLess(each, 4096 * SANITIZED_FACTOR)
            for peer in peers:
                peer.close()
            self.assertTrue(server.echoes())

    def test_flood_past_the_limit(self):
        """With 64 descriptors, the 65th connection is refused; those that are open are served, and so is
        everybody when the flood is over."""
        with Server(descriptors=64) as server:
            served = server.open()
            before = server.memory()
            peers = [server.connect() for _ in range(300)]
            time.sleep(0.5)
            served.sendall(frame(0x82, b"me"))
            self.assertEqual(exactly(served, 4), b"\x82\x02me")
            readable, _, _ = select.select(peers, [], [], 0)
            self.assertGreaterEqual(len(readable), 300 - 64, "refused rather than left waiting")
            self.assertLess(server.memory() - before, 2 * MIB * SANITIZED_FACTOR)
            for peer in peers:
                peer.close()
            deadline = time.monotonic() + 5
            while not self.is_served(server):
                self.assertLess(time.monotonic(), deadline, "it serves again")
                time.sleep(0.05)
            served.close()

    @staticmethod
    def is_served(server):
        try:
            return server.echoes()
        except OSError:
            return False

    def test_slow_reader(self):
        """Who sends and does not read is not read from either: what waits for it is bounded."""
        message = frame(0x82, bytes(65536))
        with Server() as server:
            self.assertTrue(server.echoes())
            before = server.memory()
            with server.open() as peer:
                peer.setblocking(False)
                sent, idle = 0, 0
                while idle < 5 and sent < 256 * MIB:
                    try:
                        sent += peer.send(message[sent % len(message):])
                        idle = 0
                    except BlockingIOError:
                        idle += 1
                        time.sleep(0.1)
                self.assertLess(sent, 128 * MIB, "the server stopped reading")
                grown = server.memory() - before
                print(f"{VARIANT}: a slow reader had {sent >> 10} KiB taken, and costs {grown >> 10} KiB")
                self.assertLess(grown, (2 * HIGH_WATER + 2 * MIB) * SANITIZED_FACTOR)
                self.assertTrue(server.echoes())
                # It reads at last, and gets all that was whole.
                peer.setblocking(True)
                reply = b"\x82\x7f" + (65536).to_bytes(8, "big") + bytes(65536)
                for _ in range(sent // len(message)):
                    self.assertEqual(exactly(peer, len(reply)), reply)
            self.assertTrue(server.echoes())

    def test_announcing_much(self):
        """A header that promises 64 MiB gets memory for what has come."""
        with Server() as server:
            self.assertTrue(server.echoes())
            before = server.memory()
            peers = [server.open() for _ in range(50)]
            for peer in peers:
                peer.sendall(b"\x82\xff" + LARGEST.to_bytes(8, "big") + bytes(4) + bytes(1000))
            self.assertTrue(server.echoes())
            self.assertLess(server.memory() - before, 4 * MIB * SANITIZED_FACTOR)
            for peer in peers:
                peer.close()

    def test_deflate_bombs(self):
        """Twenty bombs of 200 MiB each: 1009, and memory for one message of the largest size, with what malloc adds."""
        compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
        bomb = b"".join(compressor.compress(bytes(MIB)) for _ in range(200)) + compressor.flush(zlib.Z_SYNC_FLUSH)
        with Server("--deflate") as server:
            self.assertTrue(server.echoes())
            before = server.memory()
            for _ in range(20):
                with server.open("Sec-WebSocket-Extensions: permessage-deflate") as peer:
                    peer.sendall(frame(0xC2, bomb[:-4]))
                    self.assertEqual(to_the_end(peer, 20), closed_with(1009))
            self.assertTrue(server.echoes())
            print(f"{VARIANT}: after 20 bombs {server.memory() - before >> 10} KiB more are held; "
                  f"{server.memory('VmHWM') - before >> 20} MiB at the highest")
            # What was given back may stay with malloc: the pieces that a message of the largest size grew through
            # (16 MiB + 4 + 1 + ... < LARGEST / 3), and no more after twenty of them. Half of it leaves room for noise.
            self.assertLess(server.memory() - before, LARGEST / 2 * SANITIZED_FACTOR)
            # At the highest LARGEST itself beside them, and the bomb.
            self.assertLess(server.memory("VmHWM") - before, 3 * LARGEST / 2 * SANITIZED_FACTOR)

    def test_deflate_memory(self):
        """zlib's memory is taken with the first message, and given back with the connection."""
        count = 100
        numbers = b" ".join(b"%d" % (n * n) for n in range(9000))
        compressor = zlib.compressobj(wbits=-15)
        long = frame(0xC1, (compressor.compress(numbers) + compressor.flush(zlib.Z_SYNC_FLUSH))[:-4])
        hello = frame(0xC1, bytes.fromhex("f248cdc9c90700"))
        with Server("--deflate") as server:
            self.assertTrue(server.echoes())
            before = server.memory()
            peers = [server.open("Sec-WebSocket-Extensions: permessage-deflate") for _ in range(count)]
            silent = (server.memory() - before) / count
            for peer in peers:
                peer.sendall(hello)
                self.assertEqual(exactly(peer, 9), b"\xc1\x07" + bytes.fromhex("f248cdc9c90700"))
            speaking = (server.memory() - before) / count
            for peer in peers: # the first refers to nothing, so it may come after the other
                peer.sendall(long)
                self.assertEqual(exactly(peer, 2), b"\xc1\x7e")
                exactly(peer, int.from_bytes(exactly(peer, 2), "big"))
            filled = (server.memory() - before) / count
            print(f"{VARIANT}: with deflate a connection costs {silent / 1024:.1f} KiB before its first message, "
                  f"{speaking / 1024:.0f} KiB after a short and {filled / 1024:.0f} KiB after a long one")
            self.assertLess(silent, 8192 * SANITIZED_FACTOR)
            self.assertLess(filled, 400 * 1024 * SANITIZED_FACTOR)
            for peer in peers:
                peer.close()
            self.assertTrue(server.echoes())


if __name__ == "__main__":
    SERVER, VARIANT = sys.argv[1:]
    probe = subprocess.run([SERVER, "--variant", VARIANT, "--probe"], capture_output=True, text=True)
    if probe.returncode == 77:
        print(f"skipped: {probe.stderr.strip()}")
        sys.exit(77)
    with open(SERVER, "rb") as binary:
        if b"__asan_init" in (code := binary.read()) or b"__tsan_init" in code:
            SANITIZED_FACTOR = 20
    unittest.main(argv=sys.argv[:1])
