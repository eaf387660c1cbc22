"""A WebSocket client as small as it can be and still pass `tare check`: copy it, and put your library where websockets
stands. What the contract asks beyond the work (commands, payloads, verification, stamps) is in tare_contract. For a
library that blocks, take BlockingClient, and plain functions in place of the coroutines.
"""

from tare_contract import LARGEST_MESSAGE_BYTES, AsyncioClient, needs, run_client

with needs("websockets", at_least="14"):
    from websockets.asyncio.client import connect


class Echoer:
    async def connect(self, target):
        return await connect(target.url, ssl=target.tls, compression=None, max_size=LARGEST_MESSAGE_BYTES,
                             ping_interval=None, proxy=None)

    async def echo(self, connection, messages):
        message = next(messages)
        while message is not None:
            await connection.send(message)
            message = messages.send(await connection.recv())

    async def close(self, connection):
        await connection.close()


if __name__ == "__main__":
    run_client({"asyncio": AsyncioClient("asyncio", Echoer)}, ["websockets"])
