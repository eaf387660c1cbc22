"""An echo client on Autobahn: on asyncio or on Twisted."""

import asyncio

from tare_contract import AsyncioClient, needs, run_client

with needs("autobahn", at_least="22"):
    import autobahn.websocket

from echoing import factory_of
from on_twisted import TwistedClient


class OnAsyncio:
    async def connect(self, target):
        import autobahn.asyncio.websocket

        loop = asyncio.get_running_loop()
        factory = factory_of(autobahn.asyncio.websocket, target, loop.create_future)
        _, protocol = await loop.create_connection(factory, target.host, target.port, ssl=target.tls)
        return await protocol.opened

    async def echo(self, connection, messages):
        await connection.start(messages)

    async def converse(self, connection, talk, first):
        await connection.start_talk(talk, first)

    async def close(self, connection):
        connection.sendClose(1000)
        await connection.closed


def features():
    return f"masking and UTF-8 {'in C (NVX)' if autobahn.websocket.USES_NVX else 'in Python, no NVX'}"


if __name__ == "__main__":
    run_client({"asyncio": AsyncioClient("asyncio", OnAsyncio), "uvloop": AsyncioClient("uvloop", OnAsyncio),
                "twisted": TwistedClient()}, ["autobahn", "twisted", "pyopenssl", "uvloop"], features)
