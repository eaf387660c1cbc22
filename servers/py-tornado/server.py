"""A server on Tornado."""

from tare_contract import (LARGEST_MESSAGE_BYTES, POLICY_VIOLATION, AsyncioServer, Refused, answer, needs, run_server,
                           service_for)

with needs("tornado", at_least="6"):
    import tornado.util
    from tornado.httpserver import HTTPServer
    from tornado.web import Application
    from tornado.websocket import WebSocketHandler


class Echo(WebSocketHandler):
    def open(self):
        self.set_nodelay(True)

    def on_message(self, message):
        self.write_message(message, binary=isinstance(message, bytes))


class Asked(WebSocketHandler):
    def open(self):
        self.set_nodelay(True)
        self.service = service_for(self.request.path)

    async def on_message(self, message):  # the next message is read when this is done
        try:
            await answer(self.service, message, self.send)
        except Refused as why:
            self.close(POLICY_VIOLATION, str(why))

    async def send(self, message):
        await self.write_message(message, binary=isinstance(message, bytes))  # done when the socket has taken it


class Broadcast(WebSocketHandler):
    everybody = set()

    def open(self):
        self.set_nodelay(True)
        self.everybody.add(self)

    def on_close(self):
        self.everybody.discard(self)

    def on_message(self, message):
        for one in self.everybody:
            one.write_message(message, binary=isinstance(message, bytes))


PATHS = [("/echo", Echo), ("/stream", Asked), ("/transfer", Asked), ("/broadcast", Broadcast)]


async def start(listeners):
    application = Application(PATHS, websocket_max_message_size=LARGEST_MESSAGE_BYTES,
                              log_function=lambda handler: None)
    servers = []
    for listener in listeners:
        server = HTTPServer(application, ssl_options=listener.tls)
        server.add_sockets([listener.socket])
        servers.append(server)
    return servers


def features():
    mask = tornado.util._websocket_mask
    return f"masking in {'Python' if mask is tornado.util._websocket_mask_python else 'C (tornado.speedups)'}"


if __name__ == "__main__":
    run_server({loop: AsyncioServer(loop, start) for loop in ("asyncio", "uvloop")}, ["tornado", "uvloop"], features)
