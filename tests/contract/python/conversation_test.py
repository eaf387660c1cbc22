"""Commands and answers, with a client that has no socket."""

import json
import pathlib
import tempfile
import unittest

from tare_contract.conversation import Conversation, finish
from tare_contract.trouble import Trouble

OPEN = {"do": "open", "url": "ws://127.0.0.1:4000/echo", "connections": 1}
BLOCK = {"do": "block", "workload": "echo", "size_bytes": 32, "kind": "binary", "duration_ns": 1,
         "deadline_ns": 10**9, "seed": 7}


class Echoing:
    """Its server is itself."""

    def __init__(self):
        self.target, self.closed, self.refuses, self.spoils = None, 0, False, False

    async def open(self, target, connections):
        if self.refuses:
            raise ConnectionRefusedError(111, "Connection refused")
        self.target = target

    async def run(self, block):
        block.begin()
        for messages in block.exchanges:
            message = next(messages)
            while message is not None:
                message = messages.send(message[:-1] if self.spoils else message)
        block.end()

    async def close(self):
        self.closed += 1


class Commands(unittest.TestCase):
    def setUp(self):
        self.client = Echoing()
        self.conversation = Conversation(self.client)

    def ask(self, command, **changes):
        return finish(self.conversation.answer(json.dumps({**command, **changes}).encode() + b"\n"))

    def error(self, command, **changes):
        return self.ask(command, **changes)["error"]

    def test_a_block_from_open_to_close(self):
        self.assertEqual(self.ask(OPEN), {"opened": 1})
        self.assertEqual(self.client.target[:5], (OPEN["url"], "127.0.0.1", 4000, "/echo", None))
        self.assertEqual(self.ask(BLOCK), {"armed": True})
        ran = finish(self.conversation.answer(b'{"do":"go"}\n'))["ran"]
        self.assertEqual(ran["bytes"], 32 * ran["operations"])
        self.assertLess(ran["started_ns"], ran["ended_ns"])
        with tempfile.TemporaryDirectory() as folder:
            times = pathlib.Path(folder) / "times"
            saved = self.ask({"do": "save", "times_file": str(times)})["saved"]
            self.assertEqual(saved, ran["operations"] + 1)
            self.assertEqual(times.stat().st_size, 8 * saved)
        self.assertEqual(self.ask({"do": "close"}), {"closed": True})
        self.assertEqual(self.ask(OPEN), {"opened": 1})

    def test_out_of_order(self):
        self.assertEqual(self.error(BLOCK), "block: nothing is open")
        self.assertEqual(self.error({"do": "go"}), "go: no block is armed")
        self.assertEqual(self.error({"do": "save", "times_file": "x"}), "save: no block has run")
        self.ask(OPEN)
        self.assertEqual(self.error(OPEN), "open: is open already, close first")

    def test_what_is_no_command(self):
        self.assertIn("one JSON object a line", finish(self.conversation.answer(b"hello\n"))["error"])
        self.assertIn('"juggle" is not a command', self.error({"do": "juggle"}))
        self.assertEqual(self.error({"do": "open", "url": "ws://a:1/b"}), 'open: "connections" is missing')
        self.assertEqual(self.error(OPEN, colour="red"), 'open: "colour" is not a member of this command')

    def test_values_that_cannot_be(self):
        self.assertIn('must be ws://HOST:PORT/PATH', self.error(OPEN, url="http://127.0.0.1:1/"))
        self.assertIn('"ca_file" is missing', self.error(OPEN, url="wss://127.0.0.1:1/echo"))
        self.assertIn("from 1 to 100000, got 0", self.error(OPEN, connections=0))
        self.assertIn("got True", self.error(OPEN, connections=True))
        self.ask(OPEN)
        self.assertIn("got -1", self.error(BLOCK, size_bytes=-1))
        self.assertIn('must be "echo"', self.error(BLOCK, workload="juggle"))
        self.assertIn('must be "binary" or "text"', self.error(BLOCK, kind="image"))

    def test_a_failure_leaves_it_ready_for_the_next(self):
        self.client.refuses = True
        self.assertEqual(self.error(OPEN), "ConnectionRefusedError: [Errno 111] Connection refused")
        self.assertEqual(self.client.closed, 1)
        self.client.refuses = False
        self.ask(OPEN)
        self.ask(BLOCK)
        self.client.spoils = True
        self.assertEqual(self.error({"do": "go"}), "connection 0, message 0: expected 32 bytes, got 31")
        self.assertEqual(self.error({"do": "save", "times_file": "x"}), "save: no block has run")
        self.assertEqual(self.error({"do": "go"}), "go: no block is armed")
        self.client.spoils = False
        self.assertEqual(self.ask(BLOCK), {"armed": True})

    def test_a_coroutine_that_suspends_is_a_defect(self):
        class Suspends:
            def __await__(self):
                yield

        async def waits():
            await Suspends()

        self.assertRaises(AssertionError, finish, waits())
        self.assertTrue(issubclass(Trouble, Exception))


if __name__ == "__main__":
    unittest.main()
