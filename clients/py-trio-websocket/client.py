"""An echo client on trio-websocket."""

import os

from tare_contract import (CLOSE_TIMEOUT_S, CONNECT_TIMEOUT_S, LARGEST_MESSAGE_BYTES, Asking, Conversation, OnFirst, Silence,
                           needs, run_client, say)

with needs("trio-websocket", at_least="0.9"):
    import trio
    from trio_websocket import wrap_client_stream


class Held:
    """A connection in a task of its own, so that what the library's reader raises ends that task and no other."""

    def __init__(self, target):
        self.target, self.websocket = target, None
        self.end, self.ended = trio.Event(), trio.Event()

    async def hold(self, task_status):
        stream = None
        try:
            with trio.fail_after(CONNECT_TIMEOUT_S):
                stream = await connect(self.target)
            async with trio.open_nursery() as nursery:
                with trio.fail_after(CONNECT_TIMEOUT_S):
                    self.websocket = await wrap_client_stream(
                        nursery, stream, f"{self.target.host}:{self.target.port}", self.target.path,
                        max_message_size=LARGEST_MESSAGE_BYTES, receive_buffer_size=None)
                task_status.started()
                await self.end.wait()
                with trio.move_on_after(CLOSE_TIMEOUT_S):
                    await self.websocket.aclose()
                nursery.cancel_scope.cancel()
        except Exception:
            if self.websocket is None:
                raise  # to who asked for it; what comes later is known where the message was awaited
        finally:
            if stream is not None:  # the library leaves it open where the handshake fails
                await trio.aclose_forcefully(stream)
            self.ended.set()


async def connect(target):
    if target.tls is None:
        return await trio.open_tcp_stream(target.host, target.port)
    return await trio.open_ssl_over_tcp_stream(target.host, target.port, ssl_context=target.tls)


class TrioConnections:
    """What Conversation asks for."""

    def __init__(self, nursery):
        self.nursery = nursery
        self.open_ones = []

    async def open(self, target, connections):
        for _ in range(connections):
            held = Held(target)
            await self.nursery.start(held.hold)
            self.open_ones.append(held)

    async def greet(self, block):
        await self.carry_on(block, block.greet)

    async def run(self, block):
        await self.carry_on(block, block.begin, block.end)

    async def carry_on(self, block, begin, end=lambda: None):
        silence = Silence(block)
        work = converse if isinstance(block, Asking) else echo
        begin()
        async with trio.open_nursery() as watched:
            watched.start_soon(watch, silence)
            if len(self.open_ones) == 1 and block.exchanges:
                await work(self.open_ones[0].websocket, block.exchanges[0], self.open_ones[0].websocket)
            else:
                async with trio.open_nursery() as nursery:
                    for held, exchange in zip(self.open_ones, block.exchanges):
                        nursery.start_soon(work, held.websocket, exchange, self.open_ones[0].websocket)
            end()
            watched.cancel_scope.cancel()

    async def close(self):
        for held in self.open_ones:
            held.end.set()
        for held in self.open_ones:
            await held.ended.wait()
        self.open_ones = []


async def echo(connection, messages, first):
    message = next(messages)
    while message is not None:
        await connection.send_message(message)
        message = messages.send(await connection.get_message())


async def converse(connection, talk, first):
    step = next(talk)
    while step is not None:
        if step:
            await (first if type(step) is OnFirst else connection).send_message(step.content)
        step = talk.send(await connection.get_message())


async def watch(silence):
    while True:
        await trio.sleep(silence.interval_s)
        silence.check()


class TrioClient:
    def probe(self):
        return ""

    def converse(self):
        trio.run(self.serve_commands)

    async def serve_commands(self):
        async with trio.open_nursery() as nursery:
            conversation = Conversation(TrioConnections(nursery))
            say(conversation.READY)
            rest = b""
            while True:
                # Not a thread that reads: it would have to wake this one, within what is weighed.
                await trio.lowlevel.wait_readable(0)
                if not (more := os.read(0, 65536)):
                    break
                *lines, rest = (rest + more).split(b"\n")
                for line in lines:
                    say(await conversation.answer(line + b"\n"))
            nursery.cancel_scope.cancel()


if __name__ == "__main__":
    run_client({"trio": TrioClient()}, ["trio-websocket", "trio", "wsproto"])
