"""A server on aiohttp."""

from tare_contract import (LARGEST_MESSAGE_BYTES, POLICY_VIOLATION, AsyncioServer, Refused, answer, needs, run_server,
                           service_for)

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


async def opened(request):
    websocket = web.WebSocketResponse(compress=False, max_msg_size=LARGEST_MESSAGE_BYTES + 1)
    await websocket.prepare(request)
    return websocket


async def send(websocket, message):
    await (websocket.send_str if isinstance(message, str) else websocket.send_bytes)(message)


async def serve_asked(request):
    websocket = await opened(request)
    service = service_for(request.path)
    try:
        async for message in websocket:
            await answer(service, message.data, lambda reply: send(websocket, reply))
    except Refused as why:
        await websocket.close(code=POLICY_VIOLATION, message=str(why).encode())
    return websocket


everybody = set()


async def to_all(request):
    websocket = await opened(request)
    everybody.add(websocket)
    try:
        async for message in websocket:
            for one in tuple(everybody):
                await send(one, message.data)
    finally:
        everybody.remove(websocket)
    return websocket


async def start(listeners):
    application = web.Application()
    application.router.add_get("/echo", echo)
    application.router.add_get("/stream", serve_asked)
    application.router.add_get("/transfer", serve_asked)
    application.router.add_get("/broadcast", to_all)
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
