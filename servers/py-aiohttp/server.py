"""An echo server on aiohttp."""

from tare_contract import LARGEST_MESSAGE_BYTES, AsyncioServer, needs, run_server

with needs("aiohttp", at_least="3.8"):
    import aiohttp
    from aiohttp import web


async def echo(request):
    websocket = web.WebSocketResponse(compress=False, max_msg_size=LARGEST_MESSAGE_BYTES + 1)
    await websocket.prepare(request)
    async for message in websocket:
        if message.type is aiohttp.WSMsgType.BINARY:
            await websocket.send_bytes(message.data)
        elif message.type is aiohttp.WSMsgType.TEXT:
            await websocket.send_str(message.data)
    return websocket


async def start(listeners):
    application = web.Application()
    application.router.add_get("/echo", echo)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    for listener in listeners:
        await web.SockSite(runner, listener.socket, ssl_context=listener.tls).start()
    return runner


def features():
    try:
        from aiohttp._websocket import mask, reader_c
    except ImportError:
        return "no C extensions: HTTP and WebSocket in Python"
    return f"WebSocket reader and masking in C ({reader_c.__name__}, {mask.__name__})"


if __name__ == "__main__":
    run_server({loop: AsyncioServer(loop, start) for loop in ("asyncio", "uvloop")}, ["aiohttp", "uvloop"], features)
