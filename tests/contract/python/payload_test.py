"""CONTRACT.md, "The echo workload": the same expectations as tests/contract/echo_payload_test.cpp."""

import unittest

from tare_contract.payload import EchoPayload
from tare_contract.xorshift import WORTH_STRIPES, _one_by_one, step, top_bytes


class Header(unittest.TestCase):
    def test_is_two_little_endian_numbers(self):
        header = EchoPayload(16, False, 7).header(3, 258)  # 258 = 0x0102
        self.assertEqual(header.hex(), "0300000000000000" "0201000000000000")

    def test_of_text_is_4_and_12_hexadecimal_digits(self):
        self.assertEqual(EchoPayload(16, True, 7).header(10, 4095), "000a000000000fff")  # 0xa, 0xfff

    def test_larger_than_the_message_is_cut_off(self):
        self.assertEqual(EchoPayload(9, False, 7).message(1, 0xab).hex(), "0100000000000000ab")
        self.assertEqual(EchoPayload(5, True, 7).message(0x12, 0xf << 44), "0012f")  # twelve digits that begin with f
        self.assertEqual(EchoPayload(0, False, 7).message(1, 1), b"")


class Rest(unittest.TestCase):
    def test_is_xorshift64_star(self):
        # Seed 1, by hand: x = 1; x ^= x >> 12 leaves 1; x ^= x << 25 gives 2^25 + 1; x ^= x >> 27 leaves it. Times
        # 0x2545f4914f6cdd1d mod 2^64: 0x229ed9ba3a000000 (shifted by 25, cut) + 0x2545f4914f6cdd1d
        # = 0x47e4ce4b896cdd1d, whose top byte is 0x47.
        self.assertEqual(step(1), 2**25 + 1)
        self.assertEqual(EchoPayload(17, False, 1).message(0, 0)[16:], b"\x47")
        # As text: 0x47 = 71 = 2 * 26 + 19, and 'a' + 19 = 't'.
        self.assertEqual(EchoPayload(17, True, 1).message(0, 0)[16:], "t")

    def test_of_seed_7_is_what_the_conformance_vectors_say(self):
        self.assertEqual(EchoPayload(32, False, 7).message(0, 0)[16:].hex(), "d1ed161b5f68da2b5dcaadbaa6e62055")
        self.assertEqual(EchoPayload(32, True, 7).message(0, 0)[16:].encode().hex(), "6264776272616b72707572656b776768")

    def test_seed_0_counts_as_1(self):
        self.assertEqual(top_bytes(100, 0), top_bytes(100, 1))

    def test_in_stripes_is_the_same_as_one_by_one(self):
        # 1024 stripes: lengths that fill them exactly, leave one nearly empty, and leave several empty.
        for count in (WORTH_STRIPES, WORTH_STRIPES + 1, 9 * 1024 - 1, 20_000):
            for seed in (1, 7, 2**64 - 1):
                self.assertEqual(top_bytes(count, seed), _one_by_one(count, seed), (count, seed))


class Mismatch(unittest.TestCase):
    def test_names_message_offset_expected_and_got(self):
        payload = EchoPayload(32, False, 7)
        message = bytearray(payload.message(2, 5))
        message[8] = 6
        self.assertEqual(str(payload.mismatch(message, 2, 5)),
                         "connection 2, message 5: at offset 8 expected 0x05, got 0x06")
        message[8], message[16] = 5, 0  # byte 16 of seed 7 is d1
        self.assertEqual(str(payload.mismatch(memoryview(message), 2, 5)),
                         "connection 2, message 5: at offset 16 expected 0xd1, got 0x00")

    def test_names_kind_and_length(self):
        payload = EchoPayload(32, False, 7)
        self.assertEqual(str(payload.mismatch("x" * 32, 0, 1)),
                         "connection 0, message 1: expected a binary message, got a text one")
        self.assertEqual(str(payload.mismatch(b"123", 0, 1)), "connection 0, message 1: expected 32 bytes, got 3")
        # Three letters é are six bytes of UTF-8, so the strings' lengths are equal and their bytes are not.
        text = EchoPayload(16, True, 7)
        self.assertEqual(str(text.mismatch("é" + text.message(0, 1)[1:], 0, 1)),
                         "connection 0, message 1: at offset 0 expected 0x30, got 0xc3")


if __name__ == "__main__":
    unittest.main()
