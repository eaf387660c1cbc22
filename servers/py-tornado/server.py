"""An echo server on Tornado."""

from tare_contract import LARGEST_MESSAGE_BYTES, AsyncioServer, needs, run_server

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


async def start(listeners):
    application = Application([("/echo", Echo)], websocket_max_message_size=LARGEST_MESSAGE_BYTES,
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
