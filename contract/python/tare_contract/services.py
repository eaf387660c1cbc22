"""What a server does beside echoing: /stream and /transfer (CONTRACT.md, "The stream workload" and "The transfer
workload"). No I/O: an answer is a series of what is to be sent and waited for, and each library sends and waits in its
own way."""

import asyncio
import hashlib
import itertools
import json
import math
import struct
import time
from typing import NamedTuple

from .payload import AS_LETTERS, HEADER_BYTES
from .sockets import LARGEST_MESSAGE_BYTES
from .xorshift import MULTIPLIER, STATE, step, top_bytes

MOST_MESSAGES = 1_000_000_000
HIGHEST_RATE = 100_000_000
PIECE_BYTES = 65_536
POLICY_VIOLATION = 1008


class Refused(Exception):
    """The connection is to be closed with POLICY_VIOLATION."""


class Fragments(NamedTuple):
    """One binary message, in these parts."""

    parts: list


class Until(NamedTuple):
    """Nothing is to be sent before this time of the monotonic clock."""

    due_ns: int

    def wait_s(self):
        return max(0.0, (self.due_ns - time.monotonic_ns()) / 1e9)


def service_for(path):
    """A connection's service; None: there is none on this path."""
    return {"/stream": Stream, "/transfer": Transfer}.get(path, lambda: None)()


async def answer(service, message, send, send_fragments=None, sleep=asyncio.sleep):
    """Does what a message asks for by awaiting `send(message)`, `send_fragments(parts)` and `sleep(seconds)`. Raises
    Refused."""
    for reply in service.answer(message):
        if isinstance(reply, Until):
            if (wait := reply.wait_s()) > 0:
                await sleep(wait)
            # uvloop's timers count whole milliseconds and may be early; asking for less would be asking all the time.
            while reply.wait_s() > 0:
                await sleep(0.001)
        elif isinstance(reply, Fragments):
            if send_fragments is None:
                raise Refused("this library sends no fragments")
            await send_fragments(reply.parts)
        else:
            await send(reply)


class Stream:
    def __init__(self):
        self.push = None

    def answer(self, message):
        if message == "push" and self.push:
            return self.push()
        asked = asked_of(message, "stream", {"messages", "size_bytes", "kind", "seed"}, {"rate_per_s"})
        text = asked["kind"] == "text"
        if not text and asked["kind"] != "binary":
            raise Refused("kind")
        header_bytes = 24 if text else 16
        count = whole(asked["messages"], 1, MOST_MESSAGES)
        size = whole(asked["size_bytes"], header_bytes, LARGEST_MESSAGE_BYTES)
        seed = whole(asked["seed"], 0, STATE)
        rest = stream_rest(size, text, seed)
        header = "{:08x}{:016x}".format if text else struct.Struct("<QQ").pack
        if "rate_per_s" in asked:
            due = due_times(count, whole(asked["rate_per_s"], 1, HIGHEST_RATE), seed)
            self.push = lambda: paced(header, rest, due)
        else:
            self.push = lambda: as_fast_as_it_goes(header, rest, count)
        return ["ready"]


def as_fast_as_it_goes(header, rest, count):
    now = time.monotonic_ns
    for number in range(count):
        yield header(number, now()) + rest


def paced(header, rest, due):
    begun = time.monotonic_ns()
    for number, after in enumerate(due):
        at = begun + after
        yield Until(at)
        yield header(number, at) + rest


def stream_rest(size, text, seed):
    """A message of a stream behind its header."""
    rest = top_bytes(size - HEADER_BYTES, seed)
    return rest[24 - HEADER_BYTES:].translate(AS_LETTERS).decode() if text else rest


def schedule(rate_per_s, seed):
    """When each message is due, in ns after the first look at the clock (CONTRACT.md, "The rate workload"); without end."""
    x, at, gap = seed or 1, 0.0, 1e9 / rate_per_s
    while True:
        x = step(x)
        at -= math.log((((x * MULTIPLIER & STATE) >> 11) + 0.5) / 2**53) * gap
        yield int(at)


def due_times(count, rate_per_s, seed):
    return list(itertools.islice(schedule(rate_per_s, seed), count))


class Transfer:
    def __init__(self):
        self.file = None
        self.fragment_bytes = 0

    def answer(self, message):
        if isinstance(message, (bytes, bytearray, memoryview)):
            if message != self.file:
                raise Refused("another file")
            return [f"got {len(self.file)}"]
        if message == "get" and self.file is not None:
            return [self.fragments() if self.fragment_bytes else self.file]
        asked = asked_of(message, "file", {"size_bytes", "seed", "fragment_bytes"})
        self.fragment_bytes = whole(asked["fragment_bytes"], 0, LARGEST_MESSAGE_BYTES)
        self.file = make_file(whole(asked["size_bytes"], 1, LARGEST_MESSAGE_BYTES), whole(asked["seed"], 0, STATE))
        return [f"sha256 {hashlib.sha256(self.file).hexdigest()}"]

    def fragments(self):
        size = self.fragment_bytes
        return Fragments([self.file[at:at + size] for at in range(0, len(self.file), size)])


def make_file(size, seed):
    """Pieces of 65 536 bytes, each beginning with its number."""
    rest = top_bytes(PIECE_BYTES - HEADER_BYTES, seed)
    pieces = -(-size // PIECE_BYTES)
    return b"".join(struct.pack("<QQ", number, 0) + rest for number in range(pieces))[:size]


def asked_of(message, name, required, optional=frozenset()):
    """The members of {"NAME":{…}}."""
    try:
        asked = json.loads(message)
    except ValueError as error:
        raise Refused(str(error)) from error
    members = asked.get(name) if isinstance(asked, dict) and len(asked) == 1 else None
    if not isinstance(members, dict) or required - members.keys() or members.keys() - required - optional:
        raise Refused(f"expected {name}")
    return members


def whole(value, least, most):
    if type(value) is not int or not least <= value <= most:
        raise Refused(f"{value} is not from {least} to {most}")
    return value
