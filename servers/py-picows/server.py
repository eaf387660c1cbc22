"""A server on picows: callbacks in Python, or in Cython (echo_server.pyx, which `prepare` compiles)."""

import asyncio

from tare_contract import (LARGEST_MESSAGE_BYTES, POLICY_VIOLATION, AsyncioServer, Refused, answer, compiled, needs, run_server,
                           service_for)

with needs("picows", at_least="1.5"):
    import picows
    from picows import WSCloseCode, WSListener, WSMsgType, ws_create_server


class Echo(WSListener):
    """picows delivers frames. Putting fragments together, reading text as UTF-8 and refusing reserved bits is left to
    the application, and done here as the other libraries do it themselves."""

    def __init__(self):
        self.parts, self.kind = [], None

    def on_ws_frame(self, transport, frame):
        kind = frame.msg_type
        if frame.rsv1 or frame.rsv2 or frame.rsv3:
            fail(transport, WSCloseCode.PROTOCOL_ERROR)
        elif kind is WSMsgType.BINARY and frame.fin and not self.parts:
            transport.send(kind, frame.get_payload_as_memoryview())
        elif kind is WSMsgType.CLOSE:
            code = frame.get_close_code()
            transport.send_close(code or WSCloseCode.OK, frame.get_close_message() if code else None)
            transport.disconnect()
        elif kind is not WSMsgType.PONG:
            self.take_part(transport, frame, kind)

    def take_part(self, transport, frame, kind):
        """A fragment, or a text."""
        if (kind is WSMsgType.CONTINUATION) is not bool(self.parts):
            return fail(transport, WSCloseCode.PROTOCOL_ERROR)
        self.parts.append(frame.get_payload_as_bytes())
        if kind is not WSMsgType.CONTINUATION:
            self.kind = kind
        if not frame.fin:
            return None
        message = b"".join(self.parts)
        self.parts = []
        try:
            self.take(transport, message.decode() if self.kind is WSMsgType.TEXT else message)
        except UnicodeDecodeError:
            fail(transport, WSCloseCode.INVALID_TEXT)

    def take(self, transport, message):
        transport.send(self.kind, message)


class Whole(Echo):
    """For what does more than echo: every message goes to take()."""

    def on_ws_frame(self, transport, frame):
        if frame.msg_type is WSMsgType.BINARY and frame.fin and not (self.parts or frame.rsv1 or frame.rsv2 or frame.rsv3):
            self.take(transport, frame.get_payload_as_bytes())
        else:
            super().on_ws_frame(transport, frame)


class Asked(Whole):
    def __init__(self, path):
        super().__init__()
        self.service = service_for(path)
        self.room = asyncio.Event()
        self.room.set()
        self.task = None

    def pause_writing(self):
        self.room.clear()

    def resume_writing(self):
        self.room.set()

    def on_ws_disconnected(self, transport):
        if self.task:
            self.task.cancel()

    def take(self, transport, message):
        self.task = asyncio.get_running_loop().create_task(self.serve(transport, message))

    async def serve(self, transport, message):
        async def send(reply):
            transport.send(WSMsgType.TEXT if isinstance(reply, str) else WSMsgType.BINARY, reply)
            await self.room.wait()

        async def send_fragments(parts):
            for number, part in enumerate(parts):
                kind = WSMsgType.CONTINUATION if number else WSMsgType.BINARY
                transport.send(kind, part, fin=number + 1 == len(parts))
                await self.room.wait()

        try:
            await answer(self.service, message, send, send_fragments)
        except Refused:
            fail(transport, POLICY_VIOLATION)


class Broadcast(Whole):
    everybody = set()

    def on_ws_connected(self, transport):
        self.everybody.add(transport)

    def on_ws_disconnected(self, transport):
        self.everybody.discard(transport)

    def take(self, transport, message):
        kind = WSMsgType.TEXT if isinstance(message, str) else WSMsgType.BINARY
        for one in self.everybody:
            one.send(kind, message)


def fail(transport, code):
    transport.send_close(code)
    transport.disconnect()


class Server(AsyncioServer):
    """`listener()`: the class of the connections' listeners."""

    def __init__(self, loop, listener):
        super().__init__(loop, self.listen)
        self.listener = listener

    def probe(self):
        return f"{super().probe()}, callbacks in {'Python' if self.listener() is Echo else 'Cython'}"

    async def listen(self, listeners):
        echo = self.listener()

        paths = {b"/echo": echo, b"/stream": lambda: Asked("/stream"), b"/transfer": lambda: Asked("/transfer"),
                 b"/broadcast": Broadcast}

        def by_path(request):
            return paths.get(request.path, lambda: None)()  # None: 404

        return [await ws_create_server(by_path, sock=listener.socket, ssl=listener.tls,
                                       max_frame_size=LARGEST_MESSAGE_BYTES)
                for listener in listeners]


def features():
    return "aiofastnet in place of the loop's own transports" if picows.api._HAS_AIOFASTNET else "the loop's transports"


def variants():
    for loop in ("asyncio", "uvloop"):
        yield loop, Server(loop, lambda: Echo)
        yield f"{loop}-cython", Server(loop, lambda: compiled("echo_server").Echo)


if __name__ == "__main__":
    run_server(dict(variants()), ["picows", "aiofastnet", "uvloop"], features)
