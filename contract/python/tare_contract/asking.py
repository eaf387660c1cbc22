"""The client's side of streams, files and broadcasts (CONTRACT.md, "The stream workload" and those behind it): what is to
be sent, and whether what comes is right. No I/O.

A block makes a talk for each connection, a generator that the contender carries on with its library's own calls:

    step = next(talk)
    while step is not None:
        if step:
            await (first if type(step) is OnFirst else websocket).send(step.content)
        step = talk.send(await websocket.recv())

A step is Say(content), a message; Parts(content), one binary message in these parts; OnFirst(content), a message to send
on the block's first connection, whichever this one is; or NOTHING: only the next message is waited for.
"""

import hashlib
import itertools
import json
import struct
import time
from typing import NamedTuple

from .block import room_for_stamps, save_stamps, state_of
from .payload import HEADER_BYTES, WHOLE_EVERY, EchoPayload, difference, kind_of
from .services import make_file, schedule, stream_rest
from .trouble import Trouble

STREAM_BYTES = 240_000
NOTHING = ()


class Say(NamedTuple):
    content: str | bytes


class Parts(NamedTuple):
    content: list


class OnFirst(NamedTuple):
    content: str | bytes


class Asking:
    """A block of such a workload: its talks, and the stamps. `chained`: one stamp an operation, as echo's over one
    connection; else each has two."""

    chained = False

    def __init__(self, size, seed, duration_ns, deadline_ns, connections):
        self.size, self.seed = size, seed
        self.duration_ns, self.deadline_ns, self.connections = duration_ns, deadline_ns, connections
        self.stamps = room_for_stamps(duration_ns)
        self.pairs = itertools.count()
        self.exchanges = []
        self.started_ns = self.ended_ns = self.operations = 0

    def greet(self):
        """What is said before `go`: talks as well."""
        self.exchanges = [self._greeting() for _ in range(self.connections)]

    def begin(self):
        self.started_ns = time.monotonic_ns()
        if self.chained:
            self.stamps[0] = self.started_ns
        self.exchanges = [self._talk(connection) for connection in range(self.connections)]

    def end(self):
        self.ended_ns = time.monotonic_ns()
        self.operations = sum(state_of(exchange)[0] for exchange in self.exchanges)

    @property
    def bytes(self):
        return self.operations * self.size

    def save(self, path):
        return save_stamps(self.stamps, self.operations + 1 if self.chained else 2 * self.operations, path)

    def _greeting(self):
        number, more = 0, True  # state_of() looks at them
        request, expected = self._request()
        answer = yield Say(request)
        if answer != expected:
            raise Trouble(f'"{request}" was answered with "{str(answer)[:100]}", expected "{expected}"')
        number, more = 1, False
        yield None

    def _pair(self, sent, received):
        at = 2 * next(self.pairs)
        if at + 1 >= len(self.stamps):
            self.stamps.frombytes(bytes(8 * len(self.stamps)))
        self.stamps[at], self.stamps[at + 1] = sent, received


class Stream(Asking):
    """The server pushes: as fast as it goes, or `rate_per_s` messages a second."""

    def __init__(self, size, text, rate_per_s, **common):
        super().__init__(size, **common)
        self.text, self.rate_per_s = text, rate_per_s
        self.header_bytes = 24 if text else 16
        if size < self.header_bytes:
            raise Trouble(f'block: "size_bytes" must be at least {self.header_bytes} for such a stream, got {size}')
        self.count = due_before(self.duration_ns, rate_per_s, self.seed) if rate_per_s else max(1, STREAM_BYTES // size)
        self.number_of = "{:08x}".format if text else struct.Struct("<Q").pack
        self.rest = stream_rest(size, text, self.seed)

    def _request(self):
        asked = {"messages": self.count, "size_bytes": self.size, "kind": "text" if self.text else "binary",
                 "seed": self.seed}
        if self.rate_per_s:
            asked["rate_per_s"] = self.rate_per_s
        return json.dumps({"stream": asked}, separators=(",", ":")), "ready"

    def _talk(self, connection):
        now, pairs, stamps, size, count = time.monotonic_ns, self.pairs, self.stamps, self.size, self.count
        number_of, time_of = self.number_of, hex_time if self.text else struct.Struct("<Q").unpack_from
        end, once = self.started_ns + self.duration_ns, self.rate_per_s > 0
        number = place = 0  # of all, and within the stream
        more = True
        step = Say("push")
        while more:
            message = yield step
            came = now()
            # Comparing str with bytes is False too, so this judges the type as well.
            if len(message) != size or message[:8] != number_of(place):
                raise self._mismatch(message, connection, place)
            if (not place % WHOLE_EVERY or place + 1 == count) and message[self.header_bytes:] != self.rest:
                raise self._mismatch(message, connection, place)
            at = 2 * next(pairs)
            if at + 1 >= len(stamps):
                stamps.frombytes(bytes(8 * len(stamps)))
            stamps[at] = time_of(message, 8)[0]
            stamps[at + 1] = came
            number += 1
            place += 1
            step = NOTHING
            if place == count:
                place = 0
                more = came < end and not once
                step = Say("push")
        yield None

    def _mismatch(self, message, connection, place):
        where = f"connection {connection}, message {place} of a stream"
        if isinstance(message, str) != self.text or len(message) != self.size:
            return Trouble(f"{where}: expected {kind_of(self.text)} message of {self.size} bytes, got "
                           f"{kind_of(isinstance(message, str))} one of {len(message)}")
        # Its time is what the server says, and so is never wrong.
        expected = self.number_of(place) + message[8:self.header_bytes] + self.rest
        return Trouble(f"{where}: {difference(expected, message)}")


class Transfer(Asking):
    """One file after the other, down or up."""

    def __init__(self, size, upwards, fragment_bytes, **common):
        super().__init__(size, **common)
        self.chained = self.connections == 1
        self.upwards, self.fragment_bytes = upwards, fragment_bytes
        if size < 1:
            raise Trouble(f'block: "size_bytes" must be at least 1 for a file, got {size}')
        self.file = make_file(size, self.seed)

    def _request(self):
        asked = {"size_bytes": self.size, "seed": self.seed, "fragment_bytes": self.fragment_bytes}
        return (json.dumps({"file": asked}, separators=(",", ":")),
                f"sha256 {hashlib.sha256(self.file).hexdigest()}")

    def _talk(self, connection):
        now, end, file = time.monotonic_ns, self.started_ns + self.duration_ns, self.file
        expected, step = (f"got {self.size}", self._upload()) if self.upwards else (file, Say("get"))
        number = 0
        more = True
        while more:
            sent = now()
            came = yield step
            stamp = now()
            if came != expected:
                raise self._mismatch(came, connection, number)
            number += 1
            more = stamp < end
            if not self.chained:
                self._pair(sent, stamp)
                continue
            if number >= len(self.stamps):
                self.stamps.frombytes(bytes(8 * len(self.stamps)))
            self.stamps[number] = stamp
        yield None

    def _upload(self):
        step = self.fragment_bytes
        if not step:
            return Say(self.file)
        return Parts([self.file[at:at + step] for at in range(0, self.size, step)])

    def _mismatch(self, came, connection, number):
        where = f"connection {connection}, transfer {number}"
        if self.upwards:
            return Trouble(f'{where}: an upload was answered with "{str(came)[:100]}", expected "got {self.size}"')
        if isinstance(came, str) or len(came) != self.size:
            return Trouble(f"{where}: expected a file of {self.size} bytes, got {kind_of(isinstance(came, str))} message of "
                           f"{len(came)}")
        return Trouble(f"{where}: {difference(self.file, came)}")


class Broadcast(Asking):
    """A message goes out on the first connection and is to come on every one; then the next."""

    def __init__(self, size, text, **common):
        super().__init__(size, **common)
        self.payload = EchoPayload(size, text, self.seed)
        self.number = self.left = self.sent = 0
        self.message = None
        self.more = True

    def greet(self):
        self.exchanges = []

    def end(self):
        self.ended_ns = time.monotonic_ns()
        self.operations = self.number

    def _next(self):
        """The message that goes out now."""
        self.left = self.connections
        self.message = self.payload.message(0, self.number)
        self.sent = time.monotonic_ns()
        return OnFirst(self.message)

    def _talk(self, connection):
        now, end, size = time.monotonic_ns, self.started_ns + self.duration_ns, self.size
        number = 0
        more = True
        step = NOTHING if connection else self._next()
        while more:
            reply = yield step
            came = now()
            if number != self.number or not self.left:
                raise Trouble(f"connection {connection}: a message that nobody sent")
            whole = not number % WHOLE_EVERY or not self.more
            if len(reply) != size or (reply != self.message if whole else
                                      reply[:HEADER_BYTES] != self.message[:HEADER_BYTES]):
                raise self.payload.mismatch(reply, 0, number)
            number += 1
            more = self.more
            step = NOTHING
            self.left -= 1
            if not self.left:
                self._pair(self.sent, came)
                self.number += 1
                if more:
                    # All the others wait for a message already, so the last has to be announced: it is the one that is
                    # sent when the time is over.
                    self.more = came < end
                    step = self._next()
        yield None


def hex_time(text, at):
    return (int(text[at:at + 16], 16),)


def due_before(duration_ns, rate_per_s, seed):
    """How many messages a stream by a schedule has: those that are due in the block, at least one."""
    due = itertools.takewhile(lambda at: at < duration_ns, schedule(rate_per_s, seed))
    return max(1, sum(1 for _ in due))
