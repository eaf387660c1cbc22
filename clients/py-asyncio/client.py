"""An echo client on asyncio's streams, with the protocol from wsproto: no WebSocket library between the two."""

import asyncio

from tare_contract import AsyncioClient, OnFirst, Parts, Trouble, needs, run_client

with needs("wsproto", at_least="1"):
    from wsproto import ConnectionType, WSConnection
    from wsproto.events import (AcceptConnection, BytesMessage, CloseConnection, Ping, RejectConnection, Request,
                                TextMessage)
    from wsproto.utilities import RemoteProtocolError

READ_BYTES = 65536
LOOPS = ("asyncio", "uvloop", "selector", "proactor", "winloop")


class Connection:
    """A stream and the protocol's state."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.websocket = WSConnection(ConnectionType.CLIENT)

    def send(self, event):
        self.writer.write(self.websocket.send(event))

    async def events(self):
        """What the next bytes bring; pings and the peer's close are answered."""
        data = await self.reader.read(READ_BYTES)
        try:
            self.websocket.receive_data(data or None)
            for event in self.websocket.events():
                if isinstance(event, Ping):
                    self.send(event.response())
                elif isinstance(event, CloseConnection):
                    if self.websocket.state.name in ("OPEN", "REMOTE_CLOSING"):
                        self.send(event.response())
                    raise Trouble(f"the connection ended, code {event.code}")
                elif isinstance(event, RejectConnection):
                    raise Trouble(f"refused with status {event.status_code}")
                yield event
        except RemoteProtocolError as error:
            if self.websocket.state.name == "OPEN":
                self.send(CloseConnection(code=getattr(error.event_hint, "code", 1002)))
            raise


class Echoer:
    async def connect(self, target):
        connection = Connection(*await asyncio.open_connection(target.host, target.port, ssl=target.tls))
        connection.send(Request(host=f"{target.host}:{target.port}", target=target.path))
        try:
            while True:
                async for event in connection.events():
                    if isinstance(event, AcceptConnection):
                        return connection
        except Exception:
            connection.writer.transport.abort()
            raise

    async def echo(self, connection, messages):
        message = next(messages)
        kind = TextMessage if isinstance(message, str) else BytesMessage
        connection.send(kind(data=message))
        parts = []
        while message is not None:
            async for event in connection.events():
                if isinstance(event, (TextMessage, BytesMessage)):
                    parts.append(event.data)
                    if not event.message_finished:
                        continue
                    message = messages.send(parts[0] if len(parts) == 1 else type(event.data)().join(parts))
                    parts.clear()
                    if message is not None:
                        connection.send(kind(data=message))

    async def converse(self, connection, talk, first):
        step = next(talk)
        self.say(connection, step, first)
        parts = []
        while step is not None:
            async for event in connection.events():
                if isinstance(event, (TextMessage, BytesMessage)):
                    parts.append(event.data)
                    if not event.message_finished:
                        continue
                    step = talk.send(parts[0] if len(parts) == 1 else type(event.data)().join(parts))
                    parts.clear()
                    self.say(connection, step, first)
                    await connection.writer.drain()

    def say(self, connection, step, first):
        if not step:
            return
        to = first if type(step) is OnFirst else connection
        contents = step.content if type(step) is Parts else [step.content]
        kind = TextMessage if isinstance(contents[0], str) else BytesMessage
        for number, content in enumerate(contents):
            to.send(kind(data=content, message_finished=number + 1 == len(contents)))

    async def close(self, connection):
        try:
            if connection.websocket.state.name == "OPEN":
                connection.send(CloseConnection(code=1000))
            while await connection.reader.read(READ_BYTES):
                pass
        finally:
            connection.writer.close()


if __name__ == "__main__":
    run_client({loop: AsyncioClient(loop, Echoer) for loop in LOOPS}, ["wsproto", "uvloop", "winloop"])
