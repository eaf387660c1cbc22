"""A block's messages, verification and stamps, with a clock that ticks by one at each look."""

import itertools
import pathlib
import struct
import tempfile
import unittest
from unittest import mock

from tare_contract.block import Block, Silence
from tare_contract.trouble import Trouble

FOREVER = 10**15


def a_block(size=32, text=False, duration_ns=FOREVER, deadline_ns=1000, connections=1, in_place=False):
    return Block(size, text, 7, duration_ns, deadline_ns, connections, in_place)


class WithTicks(unittest.TestCase):
    """Each look at the clock is one nanosecond later: 100, 101, 102, …"""

    def setUp(self):
        patched = mock.patch("time.monotonic_ns", side_effect=itertools.count(100))
        patched.start()
        self.addCleanup(patched.stop)


class Exchange(WithTicks):
    def test_numbers_its_messages(self):
        for in_place in (False, True):
            block = a_block(in_place=in_place)
            block.begin()
            messages = block.exchanges[0]
            message = next(messages)
            for number in range(3):
                self.assertEqual(bytes(message[8:16]), struct.pack("<q", number))
                message = messages.send(bytes(message))
            block.end()
            self.assertEqual(block.operations, 3)

    def test_of_one_connection_stamps_the_start_and_each_receipt(self):
        block = a_block(duration_ns=3)
        block.begin()  # 100
        messages = block.exchanges[0]
        message = next(messages)
        while message is not None:
            message = messages.send(message)  # 101, 102, 103 >= 100 + 3: the end
        self.assertEqual(list(block.stamps[:5]), [100, 101, 102, 103, 0])
        block.end()
        self.assertEqual(block.operations, 3)

    def test_of_several_connections_stamps_pairs_in_order_of_receipt(self):
        block = a_block(connections=2)
        block.begin()  # 100
        first, second = block.exchanges
        a = next(first)  # sent at 101
        b = next(second)  # sent at 102
        second.send(b)  # received at 103, sent at 104
        first.send(a)  # received at 105, sent at 106
        self.assertEqual(list(block.stamps[:4]), [102, 103, 101, 105])
        block.end()
        self.assertEqual(block.operations, 2)

    def test_more_stamps_than_expected_are_kept(self):
        block = a_block(size=1, duration_ns=1)  # room for 1024
        block.duration_ns = FOREVER
        block.begin()
        messages = block.exchanges[0]
        message = next(messages)
        for _ in range(3000):
            message = messages.send(message)
        self.assertEqual(list(block.stamps[:3001]), list(range(100, 3101)))


class Verification(WithTicks):
    def refused(self, number, spoil, **options):
        """Whether a reply that `spoil` made of message `number` is refused, the ones before being right."""
        block = a_block(**options)
        block.begin()
        messages = block.exchanges[0]
        message = next(messages)
        for _ in range(number):
            message = messages.send(message)
        try:
            messages.send(spoil(message))
        except Trouble:
            return True
        return False

    def test_the_header_of_every_message(self):
        for offset in range(16):
            self.assertTrue(self.refused(5, lambda m: m[:offset] + bytes([m[offset] ^ 1]) + m[offset + 1:]), offset)

    def test_the_length_of_every_message(self):
        self.assertTrue(self.refused(5, lambda m: m[:-1]))
        self.assertTrue(self.refused(5, lambda m: m + b"x"))
        self.assertTrue(self.refused(0, lambda m: m + b"x", size=0))

    def test_the_kind_of_every_message(self):
        self.assertTrue(self.refused(5, lambda m: m.encode(), text=True))
        self.assertTrue(self.refused(5, lambda m: bytes(m).decode("latin-1")))
        self.assertTrue(self.refused(0, lambda m: "", size=0))
        self.assertFalse(self.refused(0, lambda m: b"", size=0))

    def test_the_whole_payload_of_every_256th(self):
        spoil_last_byte = lambda m: m[:-1] + bytes([m[-1] ^ 1])
        self.assertEqual([n for n in (0, 1, 255, 256, 257, 512) if self.refused(n, spoil_last_byte)], [0, 256, 512])

    def test_the_whole_payload_of_the_last(self):
        block = a_block(duration_ns=2)
        block.begin()  # at 100
        messages = block.exchanges[0]
        message = messages.send(next(messages))  # 101, and 102 will be the end
        with self.assertRaisesRegex(Trouble, "connection 0, message 1: at offset 31"):
            messages.send(message[:-1] + bytes([message[-1] ^ 1]))

    def test_of_what_was_sent_in_place(self):
        self.assertTrue(self.refused(256, lambda m: bytes(m[:-1]) + b"\0", in_place=True))
        self.assertFalse(self.refused(256, bytes, in_place=True))


class Save(WithTicks):
    def test_writes_eight_little_endian_bytes_a_stamp(self):
        block = a_block(duration_ns=1)
        block.begin()
        messages = block.exchanges[0]
        self.assertIsNone(messages.send(next(messages)))
        block.end()
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "times"
            self.assertEqual(block.save(str(path)), 2)
            self.assertEqual(path.read_bytes(), struct.pack("<qq", 100, 101))

    def test_says_which_file_it_could_not_write(self):
        with self.assertRaisesRegex(Trouble, "/no-such-folder/times"):
            a_block().save("/no-such-folder/times")


class SilenceTest(unittest.TestCase):
    def setUp(self):
        self.now = 0
        patched = mock.patch("time.monotonic_ns", side_effect=lambda: self.now)
        patched.start()
        self.addCleanup(patched.stop)

    def test_is_noticed_when_the_deadline_is_over(self):
        block = a_block(deadline_ns=1000)
        silence = Silence(block)
        block.begin()
        messages = block.exchanges[0]
        message = messages.send(next(messages))
        self.now = 600
        silence.check()  # one more message than when it began
        self.now = 1599
        silence.check()  # 999 ns ago
        self.now = 1600
        with self.assertRaisesRegex(Trouble, "message 1 of connection 0: no answer for 0 ms"):
            silence.check()
        messages.send(message)
        silence.check()  # an answer after all

    def test_of_a_connection_that_has_finished_is_none(self):
        block = a_block(deadline_ns=1000, duration_ns=1)
        silence = Silence(block)
        block.begin()
        messages = block.exchanges[0]
        message = next(messages)
        self.now = 1
        self.assertIsNone(messages.send(message))
        for self.now in (10, 5000):
            silence.check()


if __name__ == "__main__":
    unittest.main()
