"""An echo client on trio-websocket."""

import os

from tare_contract import (CLOSE_TIMEOUT_S, CONNECT_TIMEOUT_S, LARGEST_MESSAGE_BYTES, Conversation, Silence, Trouble,
                           needs, run_client, say)

with needs("trio-websocket", at_least="0.9"):
    import trio
    from trio_websocket import connect_websocket


class TrioConnections:
    """What Conversation asks for."""

    def __init__(self, nursery):
        self.nursery = nursery
        self.open_ones = []

    async def open(self, target, connections):
        for _ in range(connections):
            with trio.move_on_after(CONNECT_TIMEOUT_S) as timed:
                self.open_ones.append(await connect_websocket(
                    self.nursery, target.host, target.port, target.path, use_ssl=target.tls or False,
                    max_message_size=LARGEST_MESSAGE_BYTES, receive_buffer_size=None))
            if timed.cancelled_caught:
                raise Trouble(f"open: no handshake within {CONNECT_TIMEOUT_S} s")

    async def run(self, block):
        silence = Silence(block)
        block.begin()
        async with trio.open_nursery() as watched:
            watched.start_soon(watch, silence)
            if len(self.open_ones) == 1:
                await echo(self.open_ones[0], block.exchanges[0])
            else:
                async with trio.open_nursery() as nursery:
                    for connection, messages in zip(self.open_ones, block.exchanges):
                        nursery.start_soon(echo, connection, messages)
            block.end()
            watched.cancel_scope.cancel()

    async def close(self):
        with trio.move_on_after(CLOSE_TIMEOUT_S):
            for connection in self.open_ones:
                await connection.aclose()
        self.open_ones = []


async def echo(connection, messages):
    message = next(messages)
    while message is not None:
        await connection.send_message(message)
        message = messages.send(await connection.get_message())


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
