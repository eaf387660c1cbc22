"""An echo client on websockets: its asyncio implementation, and its threading one, which blocks."""

import contextlib

from tare_contract import (CLOSE_TIMEOUT_S, CONNECT_TIMEOUT_S, LARGEST_MESSAGE_BYTES, AsyncioClient, BlockingClient,
                           OnFirst, needs, no_delay, run_client)

with needs("websockets", at_least="14"):
    import websockets.asyncio.client
    import websockets.sync.client
    from websockets.frames import apply_mask

OPTIONS = {"compression": None, "max_size": LARGEST_MESSAGE_BYTES, "max_queue": None, "ping_interval": None,
           "proxy": None, "open_timeout": CONNECT_TIMEOUT_S, "close_timeout": CLOSE_TIMEOUT_S}


class Asynchronous:
    in_place = True

    async def connect(self, target):
        return await websockets.asyncio.client.connect(target.url, ssl=target.tls, **OPTIONS)

    async def echo(self, connection, messages):
        message = next(messages)
        while message is not None:
            await connection.send(message)
            message = messages.send(await connection.recv())

    async def converse(self, connection, talk, first):
        step = next(talk)
        while step is not None:
            if step:  # a list is sent in fragments
                await (first if type(step) is OnFirst else connection).send(step.content)
            step = talk.send(await connection.recv())

    async def close(self, connection):
        await connection.close()


class Synchronous:
    in_place = True

    def __init__(self):
        self.context = contextlib.ExitStack()

    def connect(self, target):
        connection = self.context.enter_context(
            websockets.sync.client.connect(target.url, ssl=target.tls, **OPTIONS))
        no_delay(connection.socket)
        return connection

    def echo(self, connection, messages):
        message = next(messages)
        while message is not None:
            connection.send(message)
            message = messages.send(connection.recv())

    def converse(self, connection, talk, first):
        step = next(talk)
        while step is not None:
            if step:
                connection.send(step.content)
            step = talk.send(connection.recv())

    def close(self, connection):
        self.context.close()


def features():
    return f"masking in {'C (websockets.speedups)' if 'speedups' in apply_mask.__module__ else 'Python, no speedups'}"


if __name__ == "__main__":
    run_client({"asyncio": AsyncioClient("asyncio", Asynchronous), "uvloop": AsyncioClient("uvloop", Asynchronous),
                "sync": BlockingClient(Synchronous, lambda: "a second thread reads the socket")},
               ["websockets", "uvloop"], features)
