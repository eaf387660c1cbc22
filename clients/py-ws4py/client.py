"""An echo client on ws4py, without its threads: the work reads the socket itself."""

from tare_contract import CLOSE_TIMEOUT_S, CONNECT_TIMEOUT_S, BlockingClient, Trouble, needs, run_client

with needs("ws4py", at_least="0.5"):
    import ssl

    from ws4py.client import WebSocketBaseClient

try:
    import wsaccel

    wsaccel.patch_ws4py()  # replaces ws4py's own functions
    ACCELERATED = True
except ImportError:
    ACCELERATED = False


class Echoing(WebSocketBaseClient):
    messages = message = talk = trouble = None

    def received_message(self, reply):
        if self.talk is not None:
            self.say(self.talk.send(reply.data if reply.is_binary else reply.data.decode()))
            return
        if self.messages is None:
            raise Trouble("a message that nobody asked for")
        self.message = self.messages.send(reply.data if reply.is_binary else reply.data.decode())
        if self.message is not None:
            self.send(self.message, reply.is_binary)

    def say(self, step):
        self.message = step
        if step:
            self.send(step.content, isinstance(step.content, bytes))

    def unhandled_error(self, error):
        self.trouble = error


class Echoer:
    def connect(self, target):
        options = {"ca_certs": target.ca_file, "cert_reqs": ssl.CERT_REQUIRED} if target.ca_file else None
        connection = Echoing(target.url, ssl_options=options)
        connection.sock.settimeout(CONNECT_TIMEOUT_S)
        connection.connect()
        connection.sock.settimeout(None)
        return connection

    def echo(self, connection, messages):
        connection.messages = messages
        connection.message = next(messages)
        connection.send(connection.message, isinstance(connection.message, bytes))
        while connection.message is not None:
            if not connection.once():
                raise connection.trouble or Trouble("the connection ended")
        connection.messages = None

    def converse(self, connection, talk, first):
        connection.talk = talk
        connection.say(next(talk))
        while connection.message is not None:
            if not connection.once():
                raise connection.trouble or Trouble("the connection ended")
        connection.talk = None

    def close(self, connection):
        try:
            connection.close()
            connection.sock.settimeout(CLOSE_TIMEOUT_S)
            while connection.once():
                pass
        finally:
            connection.close_connection()


def features():
    return "masking and UTF-8 in C (wsaccel)" if ACCELERATED else "masking in Python, no wsaccel"


if __name__ == "__main__":
    run_client({"sync": BlockingClient(Echoer)}, ["ws4py", "wsaccel"], features)
