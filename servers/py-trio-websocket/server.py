"""An echo server on trio-websocket."""

from tare_contract import LARGEST_MESSAGE_BYTES, needs, run_server

with needs("trio-websocket", at_least="0.9"):
    import trio
    from trio_websocket import ConnectionClosed, WebSocketServer


async def echo(request):
    if request.path != "/echo":
        await request.reject(404)
        return
    connection = await request.accept()
    try:
        while True:
            await connection.send_message(await connection.get_message())
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
            server = WebSocketServer(echo, streams, max_message_size=LARGEST_MESSAGE_BYTES, receive_buffer_size=None)
            async with trio.open_nursery() as nursery:
                await nursery.start(server.run)
                announce()

        trio.run(forever)


if __name__ == "__main__":
    run_server({"trio": TrioServer()}, ["trio-websocket", "trio", "wsproto"])
