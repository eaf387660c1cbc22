"""An echo server on picows: callbacks in Python, or in Cython (echo_server.pyx, which `prepare` compiles)."""

from tare_contract import LARGEST_MESSAGE_BYTES, AsyncioServer, compiled, needs, run_server

with needs("picows", at_least="1.5"):
    import picows
    from picows import WSCloseCode, WSListener, WSMsgType, ws_create_server


class Echo(WSListener):
    """picows delivers frames: putting fragments together and reading text as UTF-8 is the application's part."""

    def __init__(self):
        self.parts, self.kind = [], None

    def on_ws_frame(self, transport, frame):
        kind = frame.msg_type
        if kind is WSMsgType.BINARY and frame.fin:
            transport.send(kind, frame.get_payload_as_memoryview())
        elif kind is WSMsgType.TEXT and frame.fin:
            self.send_text(transport, frame.get_payload_as_bytes())
        elif kind is WSMsgType.BINARY or kind is WSMsgType.TEXT:
            self.parts, self.kind = [frame.get_payload_as_bytes()], kind
        elif kind is WSMsgType.CONTINUATION:
            self.parts.append(frame.get_payload_as_bytes())
            if frame.fin and self.kind is WSMsgType.TEXT:
                self.send_text(transport, b"".join(self.parts))
            elif frame.fin:
                transport.send(self.kind, b"".join(self.parts))
        elif kind is WSMsgType.CLOSE:
            transport.send_close(frame.get_close_code(), frame.get_close_message())
            transport.disconnect()

    def send_text(self, transport, message):
        try:
            transport.send(WSMsgType.TEXT, message.decode())
        except UnicodeDecodeError:
            transport.send_close(WSCloseCode.INVALID_TEXT)
            transport.disconnect()


class Server(AsyncioServer):
    """`listener()`: the class of the connections' listeners."""

    def __init__(self, loop, listener):
        super().__init__(loop, self.listen)
        self.listener = listener

    def probe(self):
        return f"{super().probe()}, callbacks in {self.listener().__module__}"

    async def listen(self, listeners):
        echo = self.listener()

        def only_echo(request):
            return echo() if request.path == b"/echo" else None  # None: 404

        return [await ws_create_server(only_echo, sock=listener.socket, ssl=listener.tls,
                                       max_frame_size=LARGEST_MESSAGE_BYTES)
                for listener in listeners]


def features():
    return "aiofastnet in place of the loop's own transports" if picows.api._HAS_AIOFASTNET else "the loop's transports"


def variants():
    for loop in ("asyncio", "uvloop"):
        yield loop, Server(loop, lambda: Echo)
        yield f"{loop}-cython", Server(loop, lambda: compiled("echo_server").Echo)


if __name__ == "__main__":
    run_server(dict(variants()), ["picows", "aiofastnet", "uvloop", "cython"], features)
