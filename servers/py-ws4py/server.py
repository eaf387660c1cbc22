"""A server on ws4py's WSGI server: one thread accepts, another of the library serves all connections."""

import threading
import time
from wsgiref.simple_server import make_server

from tare_contract import POLICY_VIOLATION, Refused, needs, run_server, service_for

with needs("ws4py", at_least="0.5"):
    from ws4py.server.wsgirefserver import WebSocketWSGIRequestHandler, WSGIServer
    from ws4py.server.wsgiutils import WebSocketWSGIApplication
    from ws4py.websocket import EchoWebSocket, WebSocket

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


class Asked(WebSocket):
    """Sends block, and so does the wait for what is due: the library's one thread does nothing else meanwhile."""

    def opened(self):
        self.service = service_for(self.environ["PATH_INFO"])

    def received_message(self, message):
        try:
            for reply in self.service.answer(message.data.decode() if message.is_text else message.data):
                if isinstance(reply, (str, bytes)):
                    self.send(reply, binary=isinstance(reply, bytes))
                elif hasattr(reply, "wait_s"):
                    while (wait := reply.wait_s()) > 0:
                        time.sleep(wait)
                else:
                    raise Refused("fragments")  # its generators send a frame more than there are parts
        except Refused as why:
            self.close(POLICY_VIOLATION, str(why))


class Broadcast(WebSocket):
    everybody = set()

    def opened(self):
        self.everybody.add(self)

    def closed(self, code, reason=None):
        self.everybody.discard(self)

    def received_message(self, message):
        for one in tuple(self.everybody):
            one.send(message.data, binary=message.is_binary)


PATHS = {path: WebSocketWSGIApplication(handler_cls=kind)
         for path, kind in [("/echo", EchoWebSocket), ("/stream", Asked), ("/transfer", Asked), ("/broadcast", Broadcast)]}


def by_path(environ, start_response):
    application = PATHS.get(environ["PATH_INFO"])
    if application is None:
        start_response("404 Not Found", [("Content-Length", "0"), ("Connection", "close")])
        return []
    return application(environ, start_response)


class ThreadedServer:
    def probe(self):
        return ""

    def serve(self, listeners, announce):
        servers = []
        for listener in listeners:
            kind = type("Server", (Listening,), {"listener": listener})
            server = make_server("127.0.0.1", 0, by_path, server_class=kind, handler_class=Quiet)
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
