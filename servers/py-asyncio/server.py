"""An echo server on asyncio's streams, with the protocol from wsproto: no WebSocket library between the two."""

import asyncio

from tare_contract import AsyncioServer, needs, run_server

with needs("wsproto", at_least="1"):
    from wsproto import ConnectionType, WSConnection
    from wsproto.events import (AcceptConnection, BytesMessage, CloseConnection, Ping, RejectConnection, Request,
                                TextMessage)
    from wsproto.utilities import LocalProtocolError, RemoteProtocolError

READ_BYTES = 65536
LOOPS = ("asyncio", "uvloop", "selector", "proactor", "winloop")


async def serve(reader, writer):
    websocket = WSConnection(ConnectionType.SERVER)
    parts = []
    try:
        while data := await reader.read(READ_BYTES):
            websocket.receive_data(data)
            for event in websocket.events():
                if reply := answer(event, parts):
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
        await end(writer)


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
        return AcceptConnection() if event.target == "/echo" else RejectConnection(status_code=404)
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
