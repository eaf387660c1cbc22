"""An echo client on Tornado."""

from tare_contract import CONNECT_TIMEOUT_S, LARGEST_MESSAGE_BYTES, AsyncioClient, OnFirst, Trouble, needs, run_client

with needs("tornado", at_least="6"):
    import tornado.util
    from tornado.httpclient import HTTPRequest
    from tornado.websocket import websocket_connect


class Echoer:
    def __init__(self):
        self.ended = set()  # asked once more, read_message() would never answer

    async def connect(self, target):
        request = HTTPRequest(target.url, ssl_options=target.tls, connect_timeout=CONNECT_TIMEOUT_S)
        return await websocket_connect(request, max_message_size=LARGEST_MESSAGE_BYTES)

    async def echo(self, connection, messages):
        message = next(messages)
        binary = isinstance(message, bytes)
        while message is not None:
            connection.write_message(message, binary)
            reply = await connection.read_message()
            if reply is None:
                raise self.end_of(connection)
            message = messages.send(reply)

    async def converse(self, connection, talk, first):
        step = next(talk)
        while step is not None:
            if step:
                to = first if type(step) is OnFirst else connection
                await to.write_message(step.content, isinstance(step.content, bytes))
            reply = await connection.read_message()
            if reply is None:
                raise self.end_of(connection)
            step = talk.send(reply)

    def end_of(self, connection):
        self.ended.add(connection)
        return Trouble(f"the connection ended, code {connection.close_code}")

    async def close(self, connection):
        connection.close(1000)
        while connection not in self.ended and await connection.read_message() is not None:
            pass
        self.ended.discard(connection)


def features():
    mask = tornado.util._websocket_mask
    return f"masking in {'Python' if mask is tornado.util._websocket_mask_python else 'C (tornado.speedups)'}"


if __name__ == "__main__":
    run_client({loop: AsyncioClient(loop, Echoer) for loop in ("asyncio", "uvloop")}, ["tornado", "uvloop"], features)
