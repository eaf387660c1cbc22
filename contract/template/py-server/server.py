"""A WebSocket server as small as it can be and still pass `tare check`: copy it, and put your library where websockets
stands. What the contract asks beyond the work (arguments, sockets, TLS, readiness, the end) is in tare_contract.
"""

from tare_contract import LARGEST_MESSAGE_BYTES, AsyncioServer, needs, run_server

with needs("websockets", at_least="14"):
    from websockets.asyncio.server import serve


async def echo(connection):
    async for message in connection:
        await connection.send(message)


def only_echo(connection, request):
    return None if request.path == "/echo" else connection.respond(404, "there is only /echo\n")


async def start(listeners):
    """Serves on sockets that listen already; returns what must not be forgotten meanwhile."""
    return [await serve(echo, sock=listener.socket, ssl=listener.tls, process_request=only_echo, compression=None,
                        max_size=LARGEST_MESSAGE_BYTES, ping_interval=None)
            for listener in listeners]


if __name__ == "__main__":
    run_server({"asyncio": AsyncioServer("asyncio", start)}, ["websockets"])
