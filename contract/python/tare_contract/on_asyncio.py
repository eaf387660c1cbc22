"""Servers and clients on asyncio, whatever the event loop."""

import asyncio
import sys

from .asking import Asking
from .block import Silence
from .command_line import run_contender, say
from .conversation import Conversation
from .loops import describe_loop, loop_factory

CONNECT_TIMEOUT_S = 1.5
CLOSE_TIMEOUT_S = 1.0
CONNECTING_AT_ONCE = 64


class AsyncioServer:
    """`start(listeners)` is a coroutine function that begins to serve each listener and returns what must be kept."""

    def __init__(self, loop, start):
        self.loop, self.start = loop, start

    def probe(self):
        return describe_loop(self.loop)

    def serve(self, listeners, announce):
        async def forever():
            kept = await self.start(listeners)
            announce()
            await asyncio.get_running_loop().create_future()
            del kept

        with asyncio.Runner(loop_factory=loop_factory(self.loop)) as runner:
            runner.run(forever())


class AsyncioClient:
    """`echoer` makes the contender's own object:

        async connect(target) -> connection
        async echo(connection, messages)     # see Block._exchange
        async converse(connection, talk, first)  # may be left out: see asking.py; `first` is the first connection
        async close(connection)              # the closing handshake; whatever it raises is passed over
        async end()                          # may be left out: after the last connection
    """

    def __init__(self, loop, echoer):
        self.loop, self.echoer = loop, echoer

    def probe(self):
        return describe_loop(self.loop)

    def converse(self):
        """Serves commands until stdin ends. The loop runs within a command only, so that nothing of the library's
        happens in a block but the work."""
        with asyncio.Runner(loop_factory=loop_factory(self.loop)) as runner:
            conversation = Conversation(AsyncioConnections(self.echoer()))
            say(conversation.READY)
            while line := sys.stdin.buffer.readline():
                say(runner.run(conversation.answer(line)))


class AsyncioConnections:
    """What Conversation asks for, made of the contender's coroutines."""

    def __init__(self, echoer):
        self.echoer = echoer
        self.in_place, self.exchange = getattr(echoer, "in_place", False), getattr(echoer, "exchange", None)
        self.open_ones = []
        if hasattr(echoer, "converse"):
            self.greet = self._greet

    async def open(self, target, connections):
        gate = asyncio.Semaphore(CONNECTING_AT_ONCE)
        self.open_ones = [None] * connections

        async def connect(number):
            async with gate:
                self.open_ones[number] = await asyncio.wait_for(self.echoer.connect(target), CONNECT_TIMEOUT_S)

        async with asyncio.TaskGroup() as group:
            for number in range(connections):
                group.create_task(connect(number))

    async def _greet(self, block):
        silence = Silence(block)
        block.greet()
        await self.carry_on(block, silence)

    async def run(self, block):
        silence = Silence(block)
        block.begin()
        await self.carry_on(block, silence)
        block.end()

    async def carry_on(self, block, silence):
        if len(self.open_ones) == 1 and block.exchanges:
            work = asyncio.ensure_future(self.work_on(self.open_ones[0], block.exchanges[0], block))
        else:
            work = asyncio.ensure_future(self.work_on_all(block))
        loop = asyncio.get_running_loop()
        silent = None

        def look():
            nonlocal silent, timer
            try:
                silence.check()
                timer = loop.call_later(silence.interval_s, look)
            except Exception as error:
                silent = error
                work.cancel()

        timer = loop.call_later(silence.interval_s, look)
        try:
            await work
        except asyncio.CancelledError:
            if silent is None:
                raise
            raise silent from None
        finally:
            timer.cancel()

    def work_on(self, connection, exchange, block):
        if isinstance(block, Asking):
            return self.echoer.converse(connection, exchange, self.open_ones[0])
        return self.echoer.echo(connection, exchange)

    async def work_on_all(self, block):
        async with asyncio.TaskGroup() as group:
            for connection, exchange in zip(self.open_ones, block.exchanges):
                group.create_task(self.work_on(connection, exchange, block))

    async def close(self):
        async def end(connection):
            try:
                await asyncio.wait_for(self.echoer.close(connection), CLOSE_TIMEOUT_S)
            except Exception:
                pass  # it was broken before

        await asyncio.gather(*(end(connection) for connection in self.open_ones if connection is not None))
        self.open_ones = []
        if hasattr(self.echoer, "end"):
            await self.echoer.end()


def run_client(variants, distributions, features=lambda: ""):
    """main() of a client. `variants`: by name, what has probe() and converse()."""
    run_contender("client", variants, distributions, features, lambda options, variant: variant.converse())
