"""What Beast's client does beside echoing, and what it sees: streams, files and broadcasts, against a server that can be
told to do something wrong.

    asking_test.py CLIENT VARIANT
"""

import array
import pathlib
import socket
import sys
import tempfile
import threading
import time
import unittest

TESTS = pathlib.Path(__file__).resolve().parents[2]
for folder in (TESTS / "clients", TESTS / "misbehaving/servers/py-misbehaving", TESTS.parent / "contract/python"):
    sys.path.insert(0, str(folder))
from program import Program  # noqa: E402
from server import frame, read_frame, shake_hands  # noqa: E402
from tare_contract import services  # noqa: E402

CLIENT = VARIANT = None  # set from the command line
TEXT, BINARY, CLOSE, FIN = 1, 2, 8, 0x80
UNAVAILABLE = 77


class Broadcast:
    """Its answer goes to everybody."""

    def answer(self, message):
        return [message]


class Server:
    """Serves what `make_service` makes, once for each connection. `change` alters the n-th reply on a connection, None
    leaves it out; `frames` are the sizes of the frames that came of each binary message."""

    def __init__(self, make_service, change=lambda number, reply: reply):
        self.make_service, self.change = make_service, change
        self.frames, self.connections = [], []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def end(self):
        self.listener.close()

    def serve(self, connection):
        service, number = self.make_service(), 0
        try:
            shake_hands(connection)
            self.connections.append(connection)
            while (message := self.read(connection)) is not None:
                for reply in service.answer(message):
                    reply = self.change(number, reply)
                    number += 1
                    if isinstance(reply, services.Until):
                        time.sleep(reply.wait_s())
                    elif reply is not None:
                        self.reply(connection, reply)
        except services.Refused:
            connection.sendall(frame(CLOSE, services.POLICY_VIOLATION.to_bytes(2, "big")))
            read_frame(connection)
        except OSError:
            pass
        connection.close()

    def read(self, connection):
        """A message; None: the connection was closed."""
        kind, parts, first = None, [], 0
        while not first & FIN:
            first, payload = read_frame(connection)
            if first & 0x0F == CLOSE:
                connection.sendall(frame(CLOSE, payload[:2]))
                return None
            kind = kind or first & 0x0F
            parts.append(payload)
        if kind == BINARY:
            self.frames.append([len(part) for part in parts])
        return b"".join(parts).decode() if kind == TEXT else b"".join(parts)

    def reply(self, connection, reply):
        if isinstance(reply, services.Fragments):
            for i, part in enumerate(reply.parts):
                made = bytearray(frame(BINARY if i == 0 else 0, part))
                if i + 1 < len(reply.parts):
                    made[0] &= ~FIN
                connection.sendall(made)
            return
        made = frame(TEXT, reply.encode()) if isinstance(reply, str) else frame(BINARY, reply)
        everybody = self.make_service is Broadcast
        for one in self.connections if everybody else [connection]:
            one.sendall(made)


class Asking(unittest.TestCase):
    def setUp(self):
        self.client = Program(CLIENT, "--variant", VARIANT)
        self.addCleanup(self.client.end)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.times = str(pathlib.Path(folder.name) / "times")

    def open(self, path, make_service, connections=1, **more):
        server = Server(make_service, **more)
        self.addCleanup(server.end)
        self.client.ask(do="open", url=f"ws://127.0.0.1:{server.port}{path}", connections=connections)
        return server

    def arm(self, **more):
        block = {"duration_ns": 1, "deadline_ns": 10**10, "seed": 7, "kind": "binary", **more}
        return self.client.answer(do="block", **block)

    def block(self, **more):
        """Operations and stamps."""
        self.assertEqual(self.arm(**more), {"armed": True})
        ran = self.client.ask(do="go")["ran"]
        self.assertEqual(ran["bytes"], ran["operations"] * more["size_bytes"])
        self.client.ask(do="save", times_file=self.times)
        stamps = array.array("q")
        stamps.frombytes(pathlib.Path(self.times).read_bytes())
        return ran["operations"], stamps

    def failure(self, **more):
        armed = self.arm(**more)
        return armed["error"] if "error" in armed else self.client.answer(do="go")["error"]

    def test_streams(self):
        self.open("/stream", services.Stream)
        for kind, size, expected in ("text", 240, 1000), ("binary", 2400, 100), ("text", 240_000, 1):
            # The time was over before the first message came: one stream of 240 000 bytes.
            operations, stamps = self.block(workload="stream", size_bytes=size, kind=kind)
            self.assertEqual(operations, expected)
            self.assertEqual(len(stamps), 2 * expected)
            self.assertTrue(all(a < b for a, b in zip(stamps[0::2], stamps[1::2])))
        operations, _ = self.block(workload="stream", size_bytes=240_000, duration_ns=50_000_000)
        self.assertGreater(operations, 1)
        self.client.ask(do="close")

    def test_a_stream_with_a_rate(self):
        self.open("/stream", services.Stream)
        duration_ns = 200_000_000
        due = sum(1 for at in services.due_times(1000, 1000, 7) if at < duration_ns)
        operations, stamps = self.block(workload="stream", size_bytes=240, kind="text", rate_per_s=1000,
                                        duration_ns=duration_ns)
        self.assertEqual(operations, due)
        self.assertTrue(all(a < b for a, b in zip(stamps[0::2], stamps[1::2])))

    def test_a_stream_that_skips_a_message(self):
        # The first reply is "ready", so that the 301st is message 300.
        self.open("/stream", services.Stream, change=lambda number, reply: None if number == 301 else reply)
        self.assertIn("message 300 of a stream", self.failure(workload="stream", size_bytes=240, kind="text"))

    def test_files(self):
        server = self.open("/transfer", services.Transfer)
        size = 300_001
        for fragment in 0, 65_536, 1001:
            operations, stamps = self.block(workload="transfer", size_bytes=size, direction="down",
                                            fragment_bytes=fragment)
            self.assertEqual((operations, len(stamps)), (1, 2))
        for fragment in 65_536, 1001, 8, 0:
            server.frames.clear()
            operations, stamps = self.block(workload="transfer", size_bytes=size, direction="up",
                                            fragment_bytes=fragment)
            self.assertEqual((operations, len(stamps)), (1, 2))
            # Unasked, stock Beast makes fragments of its own: the size of its buffer.
            made = fragment or (size if "tuned" in VARIANT else 4096)
            whole, rest = divmod(size, made)
            self.assertEqual(server.frames, [[made] * whole + [rest] * (rest > 0)])
        self.assertIn("at least 8 bytes", self.failure(workload="transfer", size_bytes=size, direction="up",
                                                       fragment_bytes=7))

    def test_another_file(self):
        def spoil(number, reply):
            return reply[:-1] + b"?" if isinstance(reply, bytes) else reply
        self.open("/transfer", services.Transfer, change=spoil)
        error = self.failure(workload="transfer", size_bytes=70_000, direction="down")
        self.assertIn("a file: at offset 69999 expected", error)
        # What failed is over; the client is ready for the next.
        self.client.ask(do="close")
        self.open("/transfer", services.Transfer)
        self.assertEqual(self.block(workload="transfer", size_bytes=70_000, direction="down")[0], 1)

    def test_a_server_that_refuses(self):
        class Refusing:
            def answer(self, message):
                raise services.Refused("as it was told to")
        self.open("/transfer", Refusing)
        self.assertIn("closed by the server with code 1008",
                      self.failure(workload="transfer", size_bytes=70_000, direction="up"))

    def test_silence(self):
        for path, make_service, block in (
                ("/stream", services.Stream, {"workload": "stream", "size_bytes": 240}),
                ("/transfer", services.Transfer, {"workload": "transfer", "size_bytes": 240, "direction": "up"})):
            for silent_from in 0, 1:  # its greeting is not answered, or what was asked for does not come
                self.open(path, make_service, change=lambda number, reply: reply if number < silent_from else None)
                begun = time.monotonic()
                self.assertIn("400 ms", self.failure(deadline_ns=400_000_000, **block))
                self.assertLess(time.monotonic() - begun, 5)
                self.client.ask(do="close")

    def test_broadcasts(self):
        if VARIANT.startswith("sync"):
            answer = self.client.answer(do="open", url="ws://127.0.0.1:9/broadcast", connections=1)
            return self.assertIn("there is no /broadcast", answer["error"])
        self.open("/broadcast", Broadcast, connections=5)
        for kind in "text", "binary":
            operations, stamps = self.block(workload="broadcast", size_bytes=256, kind=kind, duration_ns=20_000_000)
            self.assertGreaterEqual(operations, 1)
            self.assertEqual(len(stamps), 2 * operations)
            self.assertTrue(all(a < b for a, b in zip(stamps[0::2], stamps[1::2])))
        self.client.ask(do="close")

    def test_a_path_is_for_its_workload(self):
        self.open("/transfer", services.Transfer)
        self.assertIn("stream has a path of its own", self.failure(workload="stream", size_bytes=240))
        # That was the asker's mistake, and nothing is broken.
        self.assertEqual(self.block(workload="transfer", size_bytes=240, direction="down")[0], 1)


if __name__ == "__main__":
    CLIENT, VARIANT = sys.argv[1:3]
    if not pathlib.Path(CLIENT).exists():
        print(f"{CLIENT} is not built")
        sys.exit(UNAVAILABLE)
    unittest.main(argv=sys.argv[:1], verbosity=2)
