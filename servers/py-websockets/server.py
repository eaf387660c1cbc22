"""A server on websockets' asyncio implementation."""

import http

from tare_contract import (CLOSE_TIMEOUT_S, LARGEST_MESSAGE_BYTES, POLICY_VIOLATION, AsyncioServer, Refused, answer, needs,
                           run_server, service_for)

with needs("websockets", at_least="14"):
    from websockets.asyncio.server import broadcast, serve
    from websockets.frames import apply_mask


async def echo(connection):
    async for message in connection:
        await connection.send(message)


async def serve_asked(connection):
    service = service_for(connection.request.path)
    try:
        async for message in connection:
            # A list is sent in fragments, which is what the parts of a file are for; it waits for room by itself.
            await answer(service, message, connection.send, connection.send)
    except Refused as why:
        await connection.close(POLICY_VIOLATION, str(why))


async def to_all(connection):
    everybody.add(connection)
    try:
        async for message in connection:
            broadcast(everybody, message)
    finally:
        everybody.remove(connection)


everybody = set()
paths = {"/echo": echo, "/stream": serve_asked, "/transfer": serve_asked, "/broadcast": to_all}


def known_only(connection, request):
    if request.path not in paths:
        return connection.respond(http.HTTPStatus.NOT_FOUND, "there is no such path\n")


async def by_path(connection):
    await paths[connection.request.path](connection)


async def start(listeners):
    return [await serve(by_path, sock=listener.socket, ssl=listener.tls, process_request=known_only, compression=None,
                        max_size=LARGEST_MESSAGE_BYTES, max_queue=None, ping_interval=None,
                        close_timeout=CLOSE_TIMEOUT_S)
            for listener in listeners]


def features():
    return f"masking in {'C (websockets.speedups)' if 'speedups' in apply_mask.__module__ else 'Python, no speedups'}"


if __name__ == "__main__":
    run_server({loop: AsyncioServer(loop, start) for loop in ("asyncio", "uvloop")}, ["websockets", "uvloop"], features)
