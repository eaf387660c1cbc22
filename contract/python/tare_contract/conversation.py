"""The client's side of the contract: commands in, answers out.

Everything is `async def`, so that one conversation serves clients on asyncio, on Trio and on Twisted; of a client
that blocks, the coroutines never suspend (`finish`).
"""

import json
import re
from typing import NamedTuple

from .asking import Broadcast, Stream, Transfer
from .block import Block
from .services import HIGHEST_RATE
from .sockets import LARGEST_MESSAGE_BYTES, client_tls
from .trouble import Trouble, sentence_of

LONGEST_NS = 3_600_000_000_000
MOST_CONNECTIONS = 100_000
# The workloads on paths of their own, and what their blocks may have besides.
OF_ASKING = {"stream": {"rate_per_s"}, "transfer": {"direction", "fragment_bytes"}, "broadcast": set()}
URL = re.compile(r"(wss?)://([^/:\[\]]+|\[[^]]+\]):(\d+)(/\S*)")


class Target(NamedTuple):
    """Where to connect; `tls` is an ssl.SSLContext for wss, else None."""

    url: str
    host: str
    port: int
    path: str
    ca_file: str | None

    @property
    def tls(self):
        return client_tls(self.ca_file) if self.ca_file else None


class Conversation:
    """`client` has `async open(target, connections)`, `async run(block)`, which calls block.begin() and block.end(), and
    `async close()`, which must not fail; it may have `in_place` and `exchange` as in Block. One that knows more than echo
    has `async greet(block)`, which calls block.greet() and carries on the talks that it makes (see asking.py)."""

    READY = {"ready": {}}

    def __init__(self, client):
        self.client = client
        self.connections, self.path = 0, None
        self.armed = self.ran = None

    async def answer(self, line):
        try:
            if line == b'{"do":"go"}\n':  # weighed with the work, so not parsed where it is written plainly
                return await self.go()
            command = self.parse(line)
            return await getattr(self, command.pop("do"))(**command)
        except Exception as error:
            return {"error": sentence_of(error)}

    COMMANDS = {"open": ({"url", "connections"}, {"ca_file"}),
                "block": ({"workload", "size_bytes", "kind", "duration_ns", "deadline_ns"},
                          {"seed", "direction", "fragment_bytes", "rate_per_s"}),
                "go": (set(), set()), "save": ({"times_file"}, set()), "close": (set(), set())}

    def parse(self, line):
        try:
            command = json.loads(line)
        except ValueError as error:
            raise Trouble(f"a command must be one JSON object a line: {error}") from error
        name = command.get("do") if isinstance(command, dict) else None
        if name not in self.COMMANDS:
            raise Trouble(f'"{name}" is not a command; there are: {", ".join(self.COMMANDS)}')
        required, optional = self.COMMANDS[name]
        given = command.keys() - {"do"}
        if wrong := required - given:
            raise Trouble(f'{name}: "{min(wrong)}" is missing')
        if wrong := given - required - optional:
            raise Trouble(f'{name}: "{min(wrong)}" is not a member of this command')
        return command

    async def open(self, url, connections, ca_file=None):
        if self.connections:
            raise Trouble("open: is open already, close first")
        whole(connections, "open: connections", 1, MOST_CONNECTIONS)
        match = URL.fullmatch(url) if isinstance(url, str) else None
        if not match:
            raise Trouble(f'open: "url" must be ws://HOST:PORT/PATH or wss://…, got "{url}"')
        scheme, host, port, path = match.groups()
        if scheme == "wss" and not ca_file:
            raise Trouble('open: "ca_file" is missing, and wss: is verified against it')
        target = Target(url, host.strip("[]"), int(port), path, ca_file if scheme == "wss" else None)
        try:
            await self.client.open(target, connections)
        except BaseException:
            await self.client.close()
            raise
        self.connections, self.path = connections, path
        return {"opened": connections}

    async def block(self, workload, size_bytes, kind, duration_ns, deadline_ns, seed=1, **special):
        if not self.connections:
            raise Trouble("block: nothing is open")
        self.armed = self.ran = None
        known = ("echo", *OF_ASKING) if hasattr(self.client, "greet") else ("echo",)
        if workload not in known:
            names = " or ".join(f'"{name}"' for name in known)
            raise Trouble(f'block: "workload" must be {names}, got "{workload}"')
        if self.path != f"/{workload}" and (workload in OF_ASKING or self.path[1:] in OF_ASKING):
            raise Trouble(f"block: {workload} has a path of its own, and {self.path} was opened")
        if wrong := special.keys() - OF_ASKING.get(workload, set()):
            raise Trouble(f'block: "{min(wrong)}" is not for {workload}')
        if kind not in ("binary", "text"):
            raise Trouble(f'block: "kind" must be "binary" or "text", got "{kind}"')
        whole(size_bytes, "block: size_bytes", 0, LARGEST_MESSAGE_BYTES)
        whole(duration_ns, "block: duration_ns", 1, LONGEST_NS)
        whole(deadline_ns, "block: deadline_ns", 1, LONGEST_NS)
        whole(seed, "block: seed", 0, (1 << 64) - 1)
        common = {"seed": seed, "duration_ns": duration_ns, "deadline_ns": deadline_ns, "connections": self.connections}
        if workload == "echo":
            block = Block(size_bytes, kind == "text", in_place=getattr(self.client, "in_place", False),
                          exchange=getattr(self.client, "exchange", None), **common)
        else:
            block = asking_block(workload, size_bytes, kind == "text", special, common)
            await self.client.greet(block)
        self.armed = block
        return {"armed": True}

    async def go(self):
        block, self.armed = self.armed, None
        if block is None:
            raise Trouble("go: no block is armed")
        await self.client.run(block)
        self.ran = block
        return {"ran": {"operations": block.operations, "bytes": block.bytes,
                        "started_ns": block.started_ns, "ended_ns": block.ended_ns}}

    async def save(self, times_file):
        if self.ran is None:
            raise Trouble("save: no block has run")
        return {"saved": self.ran.save(times_file)}

    async def close(self):
        await self.client.close()
        self.connections, self.path, self.armed, self.ran = 0, None, None, None
        return {"closed": True}


def asking_block(workload, size, text, special, common):
    if workload == "broadcast":
        return Broadcast(size, text, **common)
    if workload == "stream":
        rate = special.get("rate_per_s", 0)
        whole(rate, "block: rate_per_s", 0, HIGHEST_RATE)
        return Stream(size, text, rate, **common)
    direction, fragment_bytes = special.get("direction"), special.get("fragment_bytes", 0)
    if direction not in ("down", "up"):
        raise Trouble(f'block: "direction" must be "down" or "up", got "{direction}"')
    whole(fragment_bytes, "block: fragment_bytes", 0, LARGEST_MESSAGE_BYTES)
    return Transfer(size, direction == "up", fragment_bytes, **common)


def whole(value, name, least, most):
    if type(value) is not int or not least <= value <= most:
        raise Trouble(f"{name} must be a whole number from {least} to {most}, got {value}")


def finish(coroutine):
    """The result of a coroutine that never suspends."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("a client that blocks has suspended")
