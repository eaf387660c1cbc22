"""The client's side of streams, files and broadcasts, without a socket: the test is the server."""

import array
import hashlib
import json
import pathlib
import struct
import tempfile
import time
import unittest

from tare_contract import services
from tare_contract.asking import NOTHING, Broadcast, OnFirst, Parts, Stream, Transfer, due_before
from tare_contract.conversation import Conversation, finish
from tare_contract.trouble import Trouble


def common(connections=1, duration_ns=1, seed=7):
    return {"seed": seed, "duration_ns": duration_ns, "deadline_ns": 10**9, "connections": connections}


def greet(block, service):
    block.greet()
    for talk in block.exchanges:
        request = next(talk)
        answers = service.answer(request.content)
        assert talk.send(answers[0]) is None


def replies_of(service, message):
    for reply in service.answer(message):
        if isinstance(reply, services.Fragments):
            yield b"".join(reply.parts)
        elif not isinstance(reply, services.Until):
            yield reply


def converse(block, service, change=lambda number, reply: reply):
    """One connection's talk with a service; `change` alters what the server says."""
    block.begin()
    talk, number = block.exchanges[0], 0
    step = next(talk)
    while step is not None:
        content = b"".join(step.content) if isinstance(step, Parts) else step.content
        for reply in replies_of(service, content):
            step = talk.send(change(number, reply))
            number += 1
            if step is not NOTHING:
                break
    block.end()


class Streams(unittest.TestCase):
    def test_a_stream_of_each_kind(self):
        for text, size in ((True, 240), (False, 240), (True, 24), (False, 16)):
            block = Stream(size, text, 0, **common())
            service = services.Stream()
            greet(block, service)
            before = time.monotonic_ns()
            converse(block, service)
            self.assertEqual(block.operations, 240_000 // size)  # one stream, for the time was over at once
            self.assertEqual(block.bytes, 240_000 // size * size)
            sent, received = block.stamps[0], block.stamps[1]
            self.assertTrue(before <= sent <= received <= block.ended_ns)

    def test_streams_follow_each_other_until_the_time_is_over(self):
        block = Stream(80_000, False, 0, **common(duration_ns=30_000_000))
        service = services.Stream()
        greet(block, service)
        converse(block, service)
        self.assertEqual(block.operations % 3, 0)  # 240 000 ÷ 80 000
        self.assertGreater(block.operations, 3)

    def test_a_schedule_is_asked_for_once_with_as_many_messages_as_are_due(self):
        # 200 ms at 1 000 a second are about 200; exactly those of the seeded schedule that come before.
        due = services.due_times(400, 1000, 7)
        expected = sum(at < 200_000_000 for at in due)
        self.assertEqual(due_before(200_000_000, 1000, 7), expected)
        block = Stream(240, True, 1000, **common(duration_ns=200_000_000))
        block.greet()
        asked = json.loads(next(block.exchanges[0]).content)["stream"]
        self.assertEqual(asked, {"messages": expected, "size_bytes": 240, "kind": "text", "seed": 7, "rate_per_s": 1000})
        self.assertEqual(due_before(1, 100, 7), 1)

    def test_what_is_wrong_with_a_message(self):
        def number(at, reply):
            return struct.pack("<Q", 9) + reply[8:] if at == 3 else reply

        def byte(at, reply):
            return reply[:-1] + bytes([reply[-1] ^ 1]) if at == 256 else reply

        def unlooked_at(at, reply):
            return reply[:-1] + bytes([reply[-1] ^ 1]) if at == 255 else reply

        def shorter(at, reply):
            return reply[:-1] if at == 1 else reply

        def text(at, reply):
            return "x" * 240 if at == 1 else reply

        for change, sentence in ((number, "message 3 of a stream: at offset 0 expected 0x03, got 0x09"),
                                 (byte, "message 256 of a stream: at offset 239"),
                                 (shorter, "expected a binary message of 240 bytes, got a binary one of 239"),
                                 (text, "expected a binary message of 240 bytes, got a text one of 240")):
            block = Stream(240, False, 0, **common())
            service = services.Stream()
            greet(block, service)
            with self.assertRaisesRegex(Trouble, sentence):
                converse(block, service, change)
        block, service = Stream(240, False, 0, **common()), services.Stream()
        greet(block, service)
        converse(block, service, unlooked_at)  # the whole of every 256th only

    def test_another_answer_than_ready(self):
        block = Stream(240, False, 0, **common())
        block.greet()
        next(block.exchanges[0])
        with self.assertRaisesRegex(Trouble, 'was answered with "no", expected "ready"'):
            block.exchanges[0].send("no")

    def test_too_small_for_its_header(self):
        for size in (0, 23):
            with self.assertRaisesRegex(Trouble, "at least 24"):
                Stream(size, True, 0, **common())


class Transfers(unittest.TestCase):
    def test_down_and_up_whole_and_in_fragments(self):
        for upwards in (False, True):
            for fragment in (0, 65_536):
                block = Transfer(150_000, upwards, fragment, **common())
                service = services.Transfer()
                greet(block, service)
                converse(block, service)
                self.assertEqual((block.operations, block.bytes), (1, 150_000))
                self.assertTrue(block.started_ns == block.stamps[0] < block.stamps[1] <= block.ended_ns)

    def test_an_upload_in_fragments_has_them_all(self):
        block = Transfer(150_000, True, 65_536, **common())
        block.begin()
        self.assertEqual([len(part) for part in next(block.exchanges[0]).content], [65_536, 65_536, 18_928])

    def test_another_file(self):
        block, service = Transfer(150_000, False, 0, **common()), services.Transfer()
        greet(block, service)
        with self.assertRaisesRegex(Trouble, "transfer 0: at offset 149999"):
            converse(block, service, lambda at, reply: reply[:-1] + bytes([reply[-1] ^ 1]))
        with self.assertRaisesRegex(Trouble, "expected a file of 150000 bytes, got a binary message of 149999"):
            converse(block, service, lambda at, reply: reply[:-1])
        upload = Transfer(150_000, True, 0, **common())
        greet(upload, service)
        with self.assertRaisesRegex(Trouble, 'answered with "got 1", expected "got 150000"'):
            converse(upload, service, lambda at, reply: "got 1")

    def test_another_digest(self):
        block = Transfer(100, False, 0, **common())
        block.greet()
        talk = block.exchanges[0]
        self.assertIn('"size_bytes":100', next(talk).content)
        with self.assertRaisesRegex(Trouble, hashlib.sha256(block.file).hexdigest()):
            talk.send("sha256 " + "0" * 64)

    def test_two_connections_have_pairs(self):
        block = Transfer(100, False, 0, **common(connections=2))
        block.begin()
        for talk in block.exchanges:
            next(talk)
        for talk in block.exchanges:
            self.assertIsNone(talk.send(block.file))
        block.end()
        with tempfile.NamedTemporaryFile() as file:
            self.assertEqual(block.save(file.name), 4)  # 2 operations, 2 stamps each
            stamps = array.array("q", pathlib.Path(file.name).read_bytes())
        self.assertTrue(stamps[0] <= stamps[1] and stamps[2] <= stamps[3])


class Broadcasts(unittest.TestCase):
    def run_block(self, block, change=lambda connection, message: message, order=(0, 1, 2)):
        """The server sends to all, in this order; what connections have to say goes out on the first."""
        block.begin()
        out = [step.content for step in map(next, block.exchanges) if isinstance(step, OnFirst)]
        ended = set()
        while out:
            message = out.pop()
            for connection in order:
                step = block.exchanges[connection].send(change(connection, message))
                if isinstance(step, OnFirst):
                    out.append(step.content)
                if step is None:
                    ended.add(connection)
        block.end()
        return ended

    def test_all_have_it_before_the_next_goes_out_and_all_end(self):
        for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
            block = Broadcast(64, False, **common(connections=3))
            self.assertEqual(self.run_block(block, order=order), {0, 1, 2})
            self.assertEqual(block.operations, 2)  # the time was over with the first; the second says so to all
            self.assertTrue(block.started_ns <= block.stamps[0] <= block.stamps[1] <= block.stamps[2] <= block.stamps[3])

    def test_a_longer_block(self):
        block = Broadcast(64, True, **common(connections=3, duration_ns=5_000_000))
        self.run_block(block)
        self.assertGreater(block.operations, 10)
        self.assertEqual(block.bytes, 64 * block.operations)

    def test_one_of_them_gets_something_else(self):
        block = Broadcast(64, False, **common(connections=3))
        with self.assertRaisesRegex(Trouble, "message 0: at offset 63"):
            self.run_block(block, lambda connection, message: message[:-1] + b"?" if connection == 2 else message)

    def test_a_message_that_nobody_sent(self):
        block = Broadcast(64, False, **common(connections=3))
        block.begin()
        message = next(block.exchanges[0]).content
        next(block.exchanges[1])
        block.exchanges[1].send(message)
        with self.assertRaisesRegex(Trouble, "connection 1: a message that nobody sent"):
            block.exchanges[1].send(message)


class Client:
    """What Conversation asks for; does nothing."""

    async def open(self, target, connections):
        pass

    async def greet(self, block):
        block.greet()

    async def close(self):
        pass


class Commands(unittest.TestCase):
    def ask(self, conversation, **command):
        return finish(conversation.answer(json.dumps(command).encode()))

    def block(self, path, client=None, **members):
        conversation = Conversation(client or Client())
        self.ask(conversation, do="open", url=f"ws://127.0.0.1:1/{path}", connections=1)
        return self.ask(conversation, **{"do": "block", "size_bytes": 240, "kind": "binary", "duration_ns": 1,
                                         "deadline_ns": 1, **members})

    def test_each_workload_on_its_path(self):
        self.assertEqual(self.block("stream", workload="stream", rate_per_s=1000), {"armed": True})
        self.assertEqual(self.block("broadcast", workload="broadcast"), {"armed": True})
        self.assertEqual(self.block("transfer", workload="transfer", direction="up", fragment_bytes=5), {"armed": True})

    def test_what_does_not_fit(self):
        for sentence, (path, members) in {
            "block: stream has a path of its own, and /echo was opened": ("echo", {"workload": "stream"}),
            "block: echo has a path of its own, and /stream was opened": ("stream", {"workload": "echo"}),
            'block: "direction" is not for stream': ("stream", {"workload": "stream", "direction": "up"}),
            'block: "direction" must be "down" or "up", got "None"': ("transfer", {"workload": "transfer"}),
            'block: "workload" must be "echo" or "stream" or "transfer" or "broadcast", got "rate"':
                ("echo", {"workload": "rate"}),
        }.items():
            self.assertEqual(self.block(path, **members), {"error": sentence})

    def test_a_client_that_knows_echo_only(self):
        class Echoing:
            open = close = Client.open

        self.assertEqual(self.block("stream", Echoing(), workload="stream"),
                         {"error": 'block: "workload" must be "echo", got "stream"'})


if __name__ == "__main__":
    unittest.main()
