"""The client's side of /stream, /transfer and /broadcast, with one fault, named as the client's."""

import hashlib
import json
import math
import struct
import time

MASK64 = (1 << 64) - 1
TEXT, BINARY = 1, 2


def steps(seed):
    x = seed or 1
    while True:
        x ^= x >> 12
        x = (x ^ x << 25) & MASK64
        x ^= x >> 27
        yield x * 2685821657736338717 & MASK64


def payload(size, seed, is_text=False):
    """From byte 16 on."""
    tops = (step >> 56 for step in steps(seed))
    return bytes(97 + next(tops) % 26 if is_text else next(tops) for _ in range(size - 16))


def due_before(duration_ns, rate, seed):
    count, at = 0, 0.0
    for step in steps(seed):
        at -= math.log(((step >> 11) + 0.5) / 2 ** 53) * 1e9 / rate
        if at >= duration_ns:
            return max(1, count)
        count += 1


class Service:
    def __init__(self, client, block):
        self.client, self.block, self.fault = client, block, client.fault
        self.size, self.seed = block["size_bytes"], block["seed"] + (client.fault == "services-wrong-seed")
        self.stamps = client.stamps = []

    def ask(self, what, expected):
        self.client.send(TEXT, json.dumps(what).encode())
        answer = self.next()
        if answer != (TEXT, expected.encode()):
            raise ValueError(f"expected {expected}, got {answer}")

    def next(self, client=None):
        reply = (client or self.client).peer.message()
        if reply is None:
            raise ConnectionError("the server has closed")
        return reply

    def go(self):
        started = time.monotonic_ns()
        operations = self.work(started, started + self.block["duration_ns"]) + (self.fault == "services-counts-one-more")
        return {"ran": {"operations": operations, "bytes": operations * self.size, "started_ns": started,
                        "ended_ns": time.monotonic_ns()}}


class Stream(Service):
    def __init__(self, client, block):
        super().__init__(client, block)
        self.rate = block.get("rate_per_s", 0)
        self.is_text = block["kind"] == "text"
        self.count = due_before(block["duration_ns"], self.rate, self.seed) if self.rate else max(1, 240_000 // self.size)
        self.header = 24 if self.is_text else 16
        self.rest = payload(self.size, self.seed, self.is_text)[self.header - 16:]
        asked = {"messages": self.count, "size_bytes": self.size, "kind": block["kind"], "seed": self.seed}
        self.ask({"stream": {**asked, "rate_per_s": self.rate} if self.rate else asked}, "ready")

    def wrong(self, place, kind, message):
        number = f"{place:08x}".encode() if self.is_text else struct.pack("<Q", place)
        faults = {"kind": kind != (TEXT if self.is_text else BINARY), "length": len(message) != self.size,
                  "number": message[:8] != number, "last": place + 1 == self.count and message[self.header:] != self.rest,
                  "whole": place % 256 == 0 and message[self.header:] != self.rest}
        if self.fault == "services-any-length" and faults["length"]:
            return False
        return any(found for name, found in faults.items() if self.fault != f"services-any-{name}")

    def work(self, _, end):
        operations, more = 0, True
        while more:
            self.client.send(TEXT, b"push")
            for place in range(self.count - (self.fault == "services-leaves-early")):
                kind, message = self.next()
                came = time.monotonic_ns()
                if self.wrong(place, kind, message):
                    raise ValueError(f"message {place} of a stream is wrong")
                handed = int(message[8:24], 16) if self.is_text else struct.unpack_from("<Q", message, 8)[0]
                self.stamps += [handed, came]
                operations += 1
            more = came < end and not self.rate and self.fault != "services-leaves-early"
        return operations


class Transfer(Service):
    def __init__(self, client, block):
        super().__init__(client, block)
        pieces, left = [], self.size
        for number in range((self.size + 65_535) // 65_536):
            piece = struct.pack("<QQ", number, 0) + self.one_payload()
            pieces.append(piece[:left])
            left -= 65_536
        self.file = b"".join(pieces)
        digest = hashlib.sha256(self.file).hexdigest()
        if self.fault == "services-any-digest":
            client.send(TEXT, json.dumps({"file": self.asked()}).encode())
            self.next()
        else:
            self.ask({"file": self.asked()}, f"sha256 {digest}")

    known = {}

    def one_payload(self):
        if self.seed not in self.known:
            self.known[self.seed] = payload(65_536, self.seed)
        return self.known[self.seed]

    def asked(self):
        return {"size_bytes": self.size, "seed": self.seed, "fragment_bytes": self.block.get("fragment_bytes", 0)}

    def send_file(self):
        by = self.block.get("fragment_bytes", 0)
        if not by or self.fault == "services-whole":
            return self.client.send(BINARY, self.file)
        for at in range(0, self.size, by):
            self.client.send_part(BINARY if at == 0 else 0, self.file[at:at + by], at + by >= self.size)

    def work(self, started, end):
        operations, more, upwards = 0, True, self.block["direction"] == "up"
        self.stamps += [started]
        while more:
            if upwards:
                self.send_file()
            else:
                self.client.send(TEXT, b"get")
            came = self.next()
            expected = (TEXT, f"got {self.size}".encode()) if upwards else (BINARY, self.file)
            if came != expected and self.fault != ("services-any-answer" if upwards else "services-any-file"):
                raise ValueError("a wrong file, or a wrong answer to one")
            self.stamps.append(time.monotonic_ns())
            operations += 1
            more = self.stamps[-1] < end
        return operations


class Broadcast(Service):
    def __init__(self, client, block):
        super().__init__(client, block)
        self.rest = payload(self.size, self.seed)

    def work(self, _, end):
        operations, more = 0, True
        everybody = [self.client, *self.client.others]
        if self.fault == "services-first-alone":
            everybody = everybody[:1]
        while more:
            sent = struct.pack("<QQ", 0, operations) + self.rest
            before = time.monotonic_ns()
            self.client.send(BINARY, sent)
            for one in everybody:
                kind, message = self.next(one)
                if self.fault == "services-header-alone":
                    kind, message, sent = BINARY, message[:16], sent[:16]
                if (kind, message) != (BINARY, sent):
                    raise ValueError(f"message {operations} is wrong")
            self.stamps += [before, time.monotonic_ns()]
            operations += 1
            more = self.stamps[-1] < end
        return operations


class Echo(Service):
    """Over several connections, one message at a time."""

    def __init__(self, client, block):
        super().__init__(client, block)
        self.rest = payload(self.size, self.seed)

    def work(self, _, end):
        everybody, operations, more = [self.client, *self.client.others], 0, True
        while more or operations % len(everybody):
            number, place = divmod(operations, len(everybody))
            before = time.monotonic_ns()
            sent = struct.pack("<QQ", place, number) + self.rest
            everybody[place].send(BINARY, sent)
            if self.next(everybody[place]) != (BINARY, sent):
                raise ValueError(f"message {number} of connection {place} is wrong")
            self.stamps += [before, time.monotonic_ns()]
            operations += 1
            more = self.stamps[-1] < end
        return operations


SERVICES = {"stream": Stream, "transfer": Transfer, "broadcast": Broadcast}
