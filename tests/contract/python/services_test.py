"""What a server does on /stream and /transfer, without a server."""

import asyncio
import hashlib
import itertools
import struct
import unittest
from unittest import mock

from tare_contract.payload import EchoPayload
from tare_contract.services import Fragments, Refused, Until, answer, due_times, make_file, service_for

ASK = '{"stream":{"messages":3,"size_bytes":%d,"kind":"%s","seed":7%s}}'


def refused(service, message):
    try:
        list(service.answer(message))
    except Refused:
        return True
    return False


class Stream(unittest.TestCase):
    def test_binary(self):
        stream = service_for("/stream")
        self.assertEqual(list(stream.answer(ASK % (40, "binary", ""))), ["ready"])
        rest = EchoPayload(40, False, 7).rest
        for _ in range(2):  # as often as it is asked for
            with mock.patch("time.monotonic_ns", side_effect=itertools.count(100)):
                self.assertEqual(list(stream.answer("push")),
                                 [struct.pack("<QQ", number, 100 + number) + rest for number in range(3)])

    def test_text(self):
        stream = service_for("/stream")
        list(stream.answer(ASK % (30, "text", "")))
        with mock.patch("time.monotonic_ns", return_value=0xabc):
            messages = list(stream.answer("push"))
        # 8 and 16 digits, and from byte 24 on what an echo payload of that size has there: 24 - 16 = 8 further.
        rest = EchoPayload(30, True, 7).rest[8:]
        self.assertEqual(messages, [f"0000000{number}0000000000000abc{rest}" for number in range(3)])
        self.assertEqual(len(messages[0]), 30)

    def test_by_a_schedule(self):
        stream = service_for("/stream")
        list(stream.answer(ASK % (16, "binary", ',"rate_per_s":1000')))
        with mock.patch("time.monotonic_ns", return_value=5000):
            replies = list(stream.answer("push"))
        due = due_times(3, 1000, 7)
        self.assertEqual(replies[0::2], [Until(5000 + at) for at in due])
        self.assertEqual(replies[1::2], [struct.pack("<QQ", n, 5000 + at) for n, at in enumerate(due)])

    def test_the_schedule_is_that_of_a_client(self):
        # The mean gap of many is 1 / rate, to four standard errors: 1e6 ns / sqrt(20 000) = 7 071 ns each.
        due = due_times(20_000, 1000, 3)
        self.assertAlmostEqual(due[-1] / 20_000, 1e6, delta=4 * 7071)
        self.assertEqual(due, sorted(due))
        self.assertEqual(due_times(5, 1000, 0), due_times(5, 1000, 1))

    def test_what_is_no_request_is_refused(self):
        for message in ("push", "", "{}", "[]", b"x", '{"stream":{}}', ASK % (15, "binary", ""), ASK % (23, "text", ""),
                        ASK % (40, "corpus", ""), ASK % (40, "text", ',"more":1'), ASK % (40, "text", ',"rate_per_s":0'),
                        (ASK % (40, "text", "")).replace("3,", "3.0,")):
            with self.subTest(message=message):
                self.assertTrue(refused(service_for("/stream"), message))


class Transfer(unittest.TestCase):
    ASK = '{"file":{"size_bytes":%d,"seed":9,"fragment_bytes":%d}}'

    def test_file(self):
        # 65 536 + 4 464 = 70 000; each piece begins with its number.
        file = make_file(70_000, 9)
        self.assertEqual(len(file), 70_000)
        self.assertEqual(file[:16], struct.pack("<QQ", 0, 0))
        self.assertEqual(file[65_536:65_552], struct.pack("<QQ", 1, 0))
        rest = EchoPayload(65_536, False, 9).rest
        self.assertEqual(file[16:65_536], rest)
        self.assertEqual(file[65_552:], rest[:4_448])

    def test_down_and_up(self):
        transfer = service_for("/transfer")
        file = make_file(70_000, 9)
        self.assertEqual(transfer.answer(self.ASK % (70_000, 0)), [f"sha256 {hashlib.sha256(file).hexdigest()}"])
        self.assertEqual(transfer.answer("get"), [file])
        self.assertEqual(transfer.answer(file), ["got 70000"])
        self.assertTrue(refused(transfer, file[:-1] + bytes([file[-1] ^ 1])))

    def test_in_fragments(self):
        transfer = service_for("/transfer")
        transfer.answer(self.ASK % (70_000, 30_000))
        file = make_file(70_000, 9)
        # 30 000 + 30 000 + 10 000.
        self.assertEqual(transfer.answer("get"), [Fragments([file[:30_000], file[30_000:60_000], file[60_000:]])])

    def test_what_is_no_request_is_refused(self):
        for message in ("get", "", b"", "{}", self.ASK % (0, 0), self.ASK % (1 << 27, 0), self.ASK % (9, -1)):
            with self.subTest(message=message):
                self.assertTrue(refused(service_for("/transfer"), message))

    def test_a_library_without_fragments_refuses_them(self):
        transfer = service_for("/transfer")
        transfer.answer(self.ASK % (70_000, 30_000))
        sent = []

        async def send(message):
            sent.append(message)

        with self.assertRaises(Refused):
            asyncio.run(answer(transfer, "get", send))
        self.assertEqual(sent, [])


class Waiting(unittest.TestCase):
    def test_a_timer_that_is_early_is_asked_again(self):
        clock = itertools.count(0, 400)
        slept = []

        class Once:
            def answer(self, message):
                return [Until(1000), message]

        async def send(message):
            slept.append(message)

        async def sleep(seconds):
            slept.append(round(seconds * 1e9))

        with mock.patch("time.monotonic_ns", side_effect=clock):
            asyncio.run(answer(Once(), "now", send, sleep=sleep))
        self.assertEqual(slept, [1000, 1_000_000, 1_000_000, "now"])  # at 0, 400 and 800; at 1200 it is due


if __name__ == "__main__":
    unittest.main()
