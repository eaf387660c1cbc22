"""An echo server on ws4py's WSGI server: one thread accepts, another of the library serves all connections."""

import threading
from wsgiref.simple_server import make_server

from tare_contract import needs, run_server

with needs("ws4py", at_least="0.5"):
    from ws4py.server.wsgirefserver import WebSocketWSGIRequestHandler, WSGIServer
    from ws4py.server.wsgiutils import WebSocketWSGIApplication
    from ws4py.websocket import EchoWebSocket

try:
    import wsaccel

    wsaccel.patch_ws4py()  # replaces ws4py's own functions
    ACCELERATED = True
except ImportError:
    ACCELERATED = False


class Quiet(WebSocketWSGIRequestHandler):
    def log_message(self, format, *arguments):
        pass


class Listening(WSGIServer):
    """The library's server on a socket that listens already."""

    listener = None

    def server_bind(self):
        self.socket.close()
        self.socket = self.listener.socket
        self.socket.setblocking(True)
        if self.listener.tls:
            self.socket = self.listener.tls.wrap_socket(self.socket, server_side=True)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = self.server_address[:2]
        self.setup_environ()

    def server_activate(self):
        pass


echo = WebSocketWSGIApplication(handler_cls=EchoWebSocket)


def only_echo(environ, start_response):
    if environ["PATH_INFO"] != "/echo":
        start_response("404 Not Found", [("Content-Length", "0"), ("Connection", "close")])
        return []
    return echo(environ, start_response)


class ThreadedServer:
    def probe(self):
        return ""

    def serve(self, listeners, announce):
        servers = []
        for listener in listeners:
            kind = type("Server", (Listening,), {"listener": listener})
            server = make_server("127.0.0.1", 0, only_echo, server_class=kind, handler_class=Quiet)
            server.initialize_websockets_manager()
            servers.append(threading.Thread(target=server.serve_forever, daemon=True))
        for thread in servers:
            thread.start()
        announce()
        for thread in servers:
            thread.join()


def features():
    return "masking and UTF-8 in C (wsaccel)" if ACCELERATED else "masking in Python, no wsaccel"


if __name__ == "__main__":
    run_server({"threads": ThreadedServer()}, ["ws4py", "wsaccel"], features)
