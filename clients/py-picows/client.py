"""An echo client on picows: callbacks in Python, or in Cython (echo_client.pyx, which `prepare` compiles)."""

import asyncio

from tare_contract import (CONNECT_TIMEOUT_S, LARGEST_MESSAGE_BYTES, AsyncioClient, OnFirst, Parts, Trouble, compiled, needs,
                           run_client)

with needs("picows", at_least="1.5"):
    import picows
    from picows import WSCloseCode, WSListener, WSMsgType, ws_connect


class Echoing(WSListener):
    """picows delivers frames. Putting fragments together, reading text as UTF-8 and refusing reserved bits is left to
    the application, and done here as the other libraries do it themselves."""

    def __init__(self):
        self.transport = self.done = self.messages = self.kind = self.trouble = self.talk = self.first = None
        self.parts, self.kind_of_parts = [], None

    def on_ws_connected(self, transport):
        self.transport = transport

    def start(self, messages):
        """Begins the exchange; the future is done when it is over."""
        self.done = asyncio.get_running_loop().create_future()
        self.messages, self.parts = messages, []
        if self.trouble:
            self.finish(self.trouble)
            return self.done
        message = next(messages)
        self.kind = WSMsgType.TEXT if isinstance(message, str) else WSMsgType.BINARY
        self.transport.send(self.kind, message)
        return self.done

    def start_talk(self, talk, first):
        """Likewise, of what is more than echo."""
        self.done = asyncio.get_running_loop().create_future()
        self.talk, self.first, self.parts = talk, first, []
        if self.trouble:
            self.finish(self.trouble)
        else:
            self.say(next(talk))
        return self.done

    def say(self, step):
        if step is None:
            self.finish(None)
        elif type(step) is Parts:
            last = len(step.content) - 1
            for number, part in enumerate(step.content):
                self.transport.send(WSMsgType.CONTINUATION if number else WSMsgType.BINARY, part, number == last)
        elif step:
            (self.first if type(step) is OnFirst else self).transport.send(
                WSMsgType.TEXT if isinstance(step.content, str) else WSMsgType.BINARY, step.content)

    def on_ws_frame(self, transport, frame):
        kind = frame.msg_type
        try:
            if frame.rsv1 or frame.rsv2 or frame.rsv3:
                self.fail(WSCloseCode.PROTOCOL_ERROR, "a frame with a reserved bit")
            elif kind is WSMsgType.BINARY and frame.fin and not self.parts:
                self.take(frame.get_payload_as_memoryview())
            elif kind is WSMsgType.CLOSE:
                code = frame.get_close_code()
                transport.send_close(code or WSCloseCode.OK)
                transport.disconnect()
            elif kind is not WSMsgType.PONG:
                self.take_part(frame, kind)
        except UnicodeDecodeError as error:
            self.fail(WSCloseCode.INVALID_TEXT, str(error))
        except Exception as error:
            self.finish(error)

    def take_part(self, frame, kind):
        """A fragment, or a text."""
        if (kind is WSMsgType.CONTINUATION) is not bool(self.parts):
            return self.fail(WSCloseCode.PROTOCOL_ERROR, "fragments out of order")
        self.parts.append(frame.get_payload_as_bytes())
        if kind is not WSMsgType.CONTINUATION:
            self.kind_of_parts = kind
        if frame.fin:
            whole = b"".join(self.parts)
            self.parts = []
            self.take(whole.decode() if self.kind_of_parts is WSMsgType.TEXT else whole)

    def take(self, reply):
        if self.talk is not None:
            # A memoryview is compared byte by byte, and slowly.
            return self.say(self.talk.send(reply if type(reply) is str else bytes(reply)))
        if self.messages is None:
            self.trouble = Trouble("a message that nobody asked for")  # for the next block
            return
        message = self.messages.send(reply)
        if message is None:
            self.finish(None)
        else:
            self.transport.send(self.kind, message)

    def fail(self, code, sentence):
        self.transport.send_close(code)
        self.transport.disconnect()
        self.finish(Trouble(sentence))

    def on_ws_disconnected(self, transport):
        self.finish(Trouble("the connection ended"))

    def finish(self, error):
        self.messages = self.talk = None
        if self.done is not None and not self.done.done():
            self.done.set_exception(error) if error else self.done.set_result(None)


class Echoer:
    """In Python."""

    in_place = True
    Listener = Echoing

    async def connect(self, target):
        _, listener = await ws_connect(self.Listener, target.url, ssl_context=target.tls,
                                       websocket_handshake_timeout=CONNECT_TIMEOUT_S,
                                       max_frame_size=LARGEST_MESSAGE_BYTES)
        return listener

    async def echo(self, listener, messages):
        await listener.start(messages)

    async def converse(self, listener, talk, first):
        await listener.start_talk(talk, first)

    async def close(self, listener):
        listener.transport.send_close(WSCloseCode.OK)
        await listener.transport.wait_disconnected()


def in_cython():
    """The same, compiled: its listener numbers, verifies and stamps in C too."""
    echo_client = compiled("echo_client")
    return type("CompiledEchoer", (Echoer,), {"Listener": echo_client.Echoing, "exchange": echo_client.Exchange})()


class Client(AsyncioClient):
    def probe(self):
        return f"{super().probe()}, callbacks in {'Python' if self.echoer().Listener is Echoing else 'Cython'}"


def features():
    return "aiofastnet in place of the loop's own transports" if picows.api._HAS_AIOFASTNET else "the loop's transports"


def variants():
    for loop in ("asyncio", "uvloop"):
        yield loop, Client(loop, Echoer)
        yield f"{loop}-cython", Client(loop, in_cython)


if __name__ == "__main__":
    run_client(dict(variants()), ["picows", "aiofastnet", "uvloop"], features)
