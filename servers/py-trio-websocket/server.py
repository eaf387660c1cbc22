"""A server on trio-websocket."""

from tare_contract import LARGEST_MESSAGE_BYTES, POLICY_VIOLATION, Refused, answer, needs, run_server, service_for

with needs("trio-websocket", at_least="0.9"):
    import trio
    from trio_websocket import ConnectionClosed, WebSocketServer


async def echo(connection):
    while True:
        await connection.send_message(await connection.get_message())


async def serve_asked(connection):
    service = service_for(connection.path)
    try:
        while True:
            await answer(service, await connection.get_message(), connection.send_message, sleep=trio.sleep)
    except Refused as why:
        await connection.aclose(POLICY_VIOLATION, str(why))


everybody = set()


async def to_all(connection):
    everybody.add(connection)
    try:
        while True:
            message = await connection.get_message()
            for one in tuple(everybody):
                try:
                    await one.send_message(message)
                except ConnectionClosed:
                    pass  # its own task lets it go
    finally:
        everybody.remove(connection)


PATHS = {"/echo": echo, "/stream": serve_asked, "/transfer": serve_asked, "/broadcast": to_all}


async def by_path(request):
    serve = PATHS.get(request.path)
    if serve is None:
        await request.reject(404)
        return
    try:
        await serve(await request.accept())
    except ConnectionClosed:
        pass


class TrioServer:
    def probe(self):
        return ""

    def serve(self, listeners, announce):
        async def forever():
            streams = [trio.SocketListener(trio.socket.from_stdlib_socket(listener.socket)) for listener in listeners]
            streams = [trio.SSLListener(stream, listener.tls) if listener.tls else stream
                       for stream, listener in zip(streams, listeners)]
            server = WebSocketServer(by_path, streams, max_message_size=LARGEST_MESSAGE_BYTES, receive_buffer_size=None)
            async with trio.open_nursery() as nursery:
                await nursery.start(server.run)
                announce()

        trio.run(forever)


if __name__ == "__main__":
    run_server({"trio": TrioServer()}, ["trio-websocket", "trio", "wsproto"])
