"""A server on asyncio's streams, with the protocol from wsproto: no WebSocket library between the two."""

import asyncio

from tare_contract import POLICY_VIOLATION, AsyncioServer, Refused, needs, run_server, service_for
from tare_contract import answer as answer_asked

with needs("wsproto", at_least="1"):
    from wsproto import ConnectionType, WSConnection
    from wsproto.events import (AcceptConnection, BytesMessage, CloseConnection, Ping, RejectConnection, Request,
                                TextMessage)
    from wsproto.utilities import LocalProtocolError, RemoteProtocolError

READ_BYTES = 65536
LOOPS = ("asyncio", "uvloop", "selector", "proactor", "winloop")


PATHS = ("/echo", "/stream", "/transfer", "/broadcast")


async def serve(reader, writer):
    websocket = WSConnection(ConnectionType.SERVER)
    parts = []
    asked = None
    try:
        while data := await reader.read(READ_BYTES):
            websocket.receive_data(data)
            for event in websocket.events():
                if reply := answer(event, parts):
                    if isinstance(reply, AcceptConnection) and event.target != "/echo":
                        asked = Asked(websocket, writer, event.target)
                    elif asked and not isinstance(event, (Ping, CloseConnection)):
                        await asked.take(reply)
                        continue
                    writer.write(websocket.send(reply))
                if isinstance(event, (CloseConnection, RejectConnection)):
                    return
            await writer.drain()
    except RemoteProtocolError as error:
        if error.event_hint:
            writer.write(websocket.send(error.event_hint))
    except (LocalProtocolError, OSError):
        pass
    finally:
        if asked:
            asked.everybody.discard(asked)
        await end(writer)


class Asked:
    """A connection that does more than echo."""

    everybody = set()  # on /broadcast

    def __init__(self, websocket, writer, path):
        self.websocket, self.writer = websocket, writer
        self.service = service_for(path)
        if self.service is None:
            self.everybody.add(self)

    async def take(self, event):
        if self.service is None:
            for one in self.everybody:
                one.writer.write(one.websocket.send(event))
            return
        try:
            await answer_asked(self.service, event.data if isinstance(event.data, str) else bytes(event.data), self.send,
                               self.send_fragments)
        except Refused as why:
            self.writer.write(self.websocket.send(CloseConnection(POLICY_VIOLATION, str(why)[:100])))

    async def send(self, message):
        kind = TextMessage if isinstance(message, str) else BytesMessage
        self.writer.write(self.websocket.send(kind(data=message)))
        await self.writer.drain()

    async def send_fragments(self, parts):
        for part in parts:
            self.writer.write(self.websocket.send(BytesMessage(data=part, message_finished=part is parts[-1])))
            await self.writer.drain()


def answer(event, parts):
    """What is sent upon an event, if anything. `parts`: of the message that is arriving."""
    if isinstance(event, (BytesMessage, TextMessage)):
        parts.append(event.data)
        if not event.message_finished:
            return None
        whole = parts[0] if len(parts) == 1 else type(parts[0])().join(parts)
        parts.clear()
        return type(event)(data=whole)
    if isinstance(event, Request):
        return AcceptConnection() if event.target in PATHS else RejectConnection(status_code=404)
    if isinstance(event, (Ping, CloseConnection)):
        return event.response()
    return None


async def end(writer):
    writer.close()
    try:
        await writer.wait_closed()
    except OSError:
        pass  # the peer was faster


async def start(listeners):
    return [await asyncio.start_server(serve, sock=listener.socket, ssl=listener.tls) for listener in listeners]


if __name__ == "__main__":
    run_server({loop: AsyncioServer(loop, start) for loop in LOOPS}, ["wsproto", "uvloop", "winloop"])
