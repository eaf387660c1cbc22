"""An echo client on aiohttp."""

from tare_contract import LARGEST_MESSAGE_BYTES, AsyncioClient, OnFirst, Trouble, needs, run_client

with needs("aiohttp", at_least="3.8"):
    import aiohttp
    from aiohttp import WSMsgType


class Echoer:
    in_place = True
    session = None

    async def connect(self, target):
        if self.session is None:
            self.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return await self.session.ws_connect(target.url, ssl=target.tls or True, compress=0,
                                             max_msg_size=LARGEST_MESSAGE_BYTES + 1)

    async def echo(self, connection, messages):
        message = next(messages)
        send = connection.send_str if isinstance(message, str) else connection.send_bytes
        while message is not None:
            await send(message)
            reply = await connection.receive()
            if reply.type is not WSMsgType.BINARY and reply.type is not WSMsgType.TEXT:
                raise trouble_of(reply)
            message = messages.send(reply.data)

    async def converse(self, connection, talk, first):
        step = next(talk)
        while step is not None:
            if step:
                to = first if type(step) is OnFirst else connection
                await (to.send_str if isinstance(step.content, str) else to.send_bytes)(step.content)
            reply = await connection.receive()
            if reply.type is not WSMsgType.BINARY and reply.type is not WSMsgType.TEXT:
                raise trouble_of(reply)
            step = talk.send(reply.data)

    async def close(self, connection):
        await connection.close()

    async def end(self):
        if self.session is not None:
            await self.session.close()
        self.session = None


def trouble_of(reply):
    return reply.data if reply.type is WSMsgType.ERROR else Trouble(f"the connection ended: {reply}")


def features():
    try:
        from aiohttp._websocket import mask, reader_c
    except ImportError:
        return "no C extensions: HTTP and WebSocket in Python"
    return f"WebSocket reader and masking in C ({reader_c.__name__}, {mask.__name__})"


if __name__ == "__main__":
    run_client({loop: AsyncioClient(loop, Echoer) for loop in ("asyncio", "uvloop")}, ["aiohttp", "uvloop"], features)
