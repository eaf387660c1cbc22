"""One block of work: the messages to send, the verification of the replies, and the stamps."""

import inspect
import itertools
import sys
import time
from array import array

from .payload import HEADER_BYTES, WHOLE_EVERY, EchoPayload
from .trouble import Trouble

# No round trip through Python and a socket is shorter; a longer block than expected only allocates.
LEAST_NS_A_STAMP = 4_000


class Block:
    """Made while a block is armed, so it may take its time.

    `in_place`: binary messages are sent from one bytearray, for a library that takes any bytes-like object and
    does not keep it; else each is a bytes object of its own, which costs a copy of the payload.

    `exchange`: what makes a connection's exchange from (block, connection), where a contender has its own in place of
    the generator below; its attributes `number` and `more` mean the same.
    """

    def __init__(self, size, text, seed, duration_ns, deadline_ns, connections, in_place=False, exchange=None):
        self.payload = EchoPayload(size, text, seed)
        self.duration_ns, self.deadline_ns = duration_ns, deadline_ns
        self.connections, self.in_place = connections, in_place and not text
        self.stamps = room_for_stamps(duration_ns)
        self.pairs = itertools.count()
        self.exchange = exchange or Block._exchange
        self.exchanges = []
        self.started_ns = self.ended_ns = self.operations = 0

    def begin(self):
        self.stamps[0] = self.started_ns = time.monotonic_ns()
        self.exchanges = [self.exchange(self, connection) for connection in range(self.connections)]

    def end(self):
        self.ended_ns = time.monotonic_ns()
        self.operations = sum(state_of(exchange)[0] for exchange in self.exchanges)

    @property
    def bytes(self):
        return self.operations * self.payload.size

    def _exchange(self, connection):
        """One connection's conversation, as a generator: yields a message, is sent the reply, and yields None when
        the block is over.

            message = next(messages)
            while message is not None:
                await websocket.send(message)
                message = messages.send(await websocket.recv())
        """
        now, stamps, pairs, alone = time.monotonic_ns, self.stamps, self.pairs, self.connections == 1
        header_of, rest, size = self.payload.header, self.payload.rest, self.payload.size
        buffer = bytearray(self.payload.message(connection, 0)) if self.in_place else None
        end = self.started_ns + self.duration_ns
        number = 0
        more = True
        while more:
            header = header_of(connection, number)
            if buffer is None:
                message = header + rest
            else:
                buffer[:HEADER_BYTES] = header
                message = buffer
            sent = 0 if alone else now()
            reply = yield message
            stamp = now()
            at = number + 1 if alone else 2 * next(pairs) + 1
            if at >= len(stamps):
                stamps.frombytes(bytes(8 * len(stamps)))
            stamps[at] = stamp
            if sent:
                stamps[at - 1] = sent
            more = stamp < end
            # Comparing str with bytes is False too, so this judges the type as well.
            if number % WHOLE_EVERY and more:
                if len(reply) != size or reply[:HEADER_BYTES] != header:
                    raise self.payload.mismatch(reply, connection, number)
            elif reply != message:
                raise self.payload.mismatch(reply, connection, number)
            number += 1
        yield None

    def save(self, path):
        """Writes the stamps as CONTRACT.md wants them; returns how many."""
        return save_stamps(self.stamps, self.operations + 1 if self.connections == 1 else 2 * self.operations, path)


def room_for_stamps(duration_ns):
    """Zeros are written, so no page fault is left for the block."""
    return array("q", bytes(8 * min(max(duration_ns // LEAST_NS_A_STAMP, 1024), 1 << 22)))


def save_stamps(stamps, count, path):
    stamps = stamps[:count]
    if sys.byteorder == "big":
        stamps.byteswap()
    try:
        with open(path, "wb") as file:
            stamps.tofile(file)
    except OSError as error:
        raise Trouble(f'save: times_file "{path}": cannot be written: {error.strerror}') from error
    return count


def state_of(exchange):
    """How many messages were answered, and whether it goes on. Looked at from outside, this costs a message nothing."""
    if inspect.isgenerator(exchange):
        state = inspect.getgeneratorlocals(exchange)
        return state.get("number", 0), state.get("more", True)
    return exchange.number, exchange.more


class Silence:
    """Notices a connection that has waited for its answer as long as the deadline. To be asked every quarter of it."""

    def __init__(self, block):
        self.block = block
        self.interval_s = max(block.deadline_ns / 4e9, 0.001)
        self.since = [(0, time.monotonic_ns())] * block.connections

    def check(self):
        """Raises Trouble upon silence."""
        now = time.monotonic_ns()
        for connection, exchange in enumerate(self.block.exchanges):
            count, more = state_of(exchange)
            before, since = self.since[connection]
            if count != before:
                self.since[connection] = (count, now)
            elif now - since >= self.block.deadline_ns and more:
                raise Trouble(f"message {count} of connection {connection}: no answer for "
                              f"{self.block.deadline_ns // 1_000_000} ms")
