"""An echo server on websockets' asyncio implementation."""

import http

from tare_contract import CLOSE_TIMEOUT_S, LARGEST_MESSAGE_BYTES, AsyncioServer, needs, run_server

with needs("websockets", at_least="14"):
    from websockets.asyncio.server import serve
    from websockets.frames import apply_mask


async def echo(connection):
    async for message in connection:
        await connection.send(message)


def only_echo(connection, request):
    if request.path != "/echo":
        return connection.respond(http.HTTPStatus.NOT_FOUND, "there is only /echo\n")


async def start(listeners):
    return [await serve(echo, sock=listener.socket, ssl=listener.tls, process_request=only_echo, compression=None,
                        max_size=LARGEST_MESSAGE_BYTES, max_queue=None, ping_interval=None,
                        close_timeout=CLOSE_TIMEOUT_S)
            for listener in listeners]


def features():
    return f"masking in {'C (websockets.speedups)' if 'speedups' in apply_mask.__module__ else 'Python, no speedups'}"


if __name__ == "__main__":
    run_server({loop: AsyncioServer(loop, start) for loop in ("asyncio", "uvloop")}, ["websockets", "uvloop"], features)
