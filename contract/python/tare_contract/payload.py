"""The messages of the echo workload, and what is said when a reply is none (CONTRACT.md, "The echo workload")."""

import struct

from .trouble import Trouble
from .xorshift import top_bytes

HEADER_BYTES = 16
# Fewer than one in a hundred, so that the messages whose verification takes longer are not the p99.
WHOLE_EVERY = 256

AS_LETTERS = bytes(ord("a") + byte % 26 for byte in range(256))


class EchoPayload:
    """`size` in bytes; `text`: messages are str, else bytes-like; `seed`: 64 bits."""

    def __init__(self, size, text, seed):
        self.size, self.text = size, text
        rest = top_bytes(max(size - HEADER_BYTES, 0), seed)
        self.rest = rest.translate(AS_LETTERS).decode() if text else rest
        # Functions written in C, since one of them is called for every message.
        full = "{:04x}{:012x}".format if text else struct.Struct("<qq").pack
        self.header = full if size >= HEADER_BYTES else lambda connection, number: full(connection, number)[:size]

    def message(self, connection, number):
        return self.header(connection, number) + self.rest

    def mismatch(self, reply, connection, number):
        """Why this reply is not the message: a Trouble to raise."""
        place = f"connection {connection}, message {number}"
        if isinstance(reply, str) != self.text:
            return Trouble(f"{place}: expected {kind_of(self.text)} message, got {kind_of(not self.text)} one")
        if len(reply) != self.size:
            return Trouble(f"{place}: expected {self.size} bytes, got {len(reply)}")
        return Trouble(f"{place}: {difference(self.message(connection, number), reply)}")


def kind_of(text):
    return "a text" if text else "a binary"


def difference(expected, got):
    """Where two messages of one kind and length differ, in words."""
    expected, got = (message.encode() if isinstance(message, str) else bytes(message) for message in (expected, got))
    if expected == got:
        return "nothing differs"
    at = next((i for i, (a, b) in enumerate(zip(expected, got)) if a != b), min(len(expected), len(got)))
    return f"at offset {at} expected 0x{expected[at]:02x}, got 0x{got[at]:02x}"
