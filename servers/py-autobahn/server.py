"""A server on Autobahn: on asyncio or on Twisted."""

import asyncio
import pathlib

from tare_contract import (LARGEST_MESSAGE_BYTES, POLICY_VIOLATION, AsyncioServer, Refused, answer, certificates_in, needs,
                           run_server, service_for)

with needs("autobahn", at_least="22"):
    import autobahn.websocket
    from autobahn.websocket.types import ConnectionDeny

OPTIONS = {"maxFramePayloadSize": LARGEST_MESSAGE_BYTES, "maxMessagePayloadSize": LARGEST_MESSAGE_BYTES,
           "autoPingInterval": 0, "tcpNoDelay": True}


class Echo:
    """What is the same on both frameworks."""

    def onConnect(self, request):
        if request.path != "/echo":
            self.begin(request.path)

    def begin(self, path):
        raise ConnectionDeny(404, "there is only /echo")

    def onMessage(self, payload, isBinary):
        self.sendMessage(payload, isBinary)


class Asked:
    """What a connection on asyncio does on the other paths. The transport says when its buffer is full and when it
    has room again (asyncio's flow control of protocols); Autobahn passes neither on, so they are taken here."""

    everybody = set()  # on /broadcast

    def begin(self, path):
        self.room = asyncio.Event()
        self.room.set()
        self.service = service_for(path)
        if self.service is not None:
            self.onMessage = self.take
        elif path == "/broadcast":
            self.onMessage = self.to_all
        else:
            raise ConnectionDeny(404, "there is no such path")

    def onOpen(self):
        if getattr(self, "onMessage") == getattr(self, "to_all"):
            self.everybody.add(self)

    def onClose(self, *_):
        self.everybody.discard(self)

    def pause_writing(self):
        if hasattr(self, "room"):
            self.room.clear()

    def resume_writing(self):
        if hasattr(self, "room"):
            self.room.set()

    async def take(self, payload, isBinary):
        try:
            await answer(self.service, payload if isBinary else payload.decode(), self.send, self.send_fragments)
        except Refused as why:
            # sendClose() takes 1000 and the codes of applications alone.
            self.sendCloseFrame(POLICY_VIOLATION, str(why)[:100].encode(), isReply=False)

    async def send(self, message):
        binary = isinstance(message, bytes)
        self.sendMessage(message if binary else message.encode(), binary)
        await self.room.wait()

    async def send_fragments(self, parts):
        self.beginMessage(isBinary=True)
        for part in parts:
            self.sendMessageFrame(part)
            await self.room.wait()
        self.endMessage()

    def to_all(self, payload, isBinary):
        prepared = self.factory.prepareMessage(payload, isBinary)
        for one in self.everybody:
            one.sendPreparedMessage(prepared)


def factory_of(framework, *more):
    factory = framework.WebSocketServerFactory()
    factory.setProtocolOptions(**OPTIONS)
    factory.protocol = type("Protocol", (*more, Echo, framework.WebSocketServerProtocol), {})
    return factory


async def start_on_asyncio(listeners):
    import autobahn.asyncio.websocket

    factory = factory_of(autobahn.asyncio.websocket, Asked)
    loop = asyncio.get_running_loop()
    return [await loop.create_server(factory, sock=listener.socket, ssl=listener.tls) for listener in listeners]


class TwistedServer:
    def probe(self):
        with needs("twisted"), needs("pyopenssl"):
            from twisted.internet import reactor, ssl  # noqa: F401
        return f"{type(reactor).__module__}.{type(reactor).__qualname__}"

    def serve(self, listeners, announce):
        import autobahn.twisted.websocket
        from twisted.internet import reactor
        from twisted.protocols.tls import TLSMemoryBIOFactory

        factory = factory_of(autobahn.twisted.websocket)
        for listener in listeners:
            served = TLSMemoryBIOFactory(tls_of(listener), False, factory) if listener.tls else factory
            reactor.adoptStreamPort(listener.socket.fileno(), listener.socket.family, served)
        reactor.callWhenRunning(announce)
        reactor.run(installSignalHandlers=False)


def tls_of(listener):
    from OpenSSL.crypto import FILETYPE_PEM, load_certificate, load_privatekey
    from twisted.internet.ssl import CertificateOptions, TLSVersion

    own, *chain = (load_certificate(FILETYPE_PEM, pem) for pem in certificates_in(listener.certificate))
    key = load_privatekey(FILETYPE_PEM, pathlib.Path(listener.key).read_bytes())
    return CertificateOptions(key, own, extraCertChain=chain, raiseMinimumTo=TLSVersion.TLSv1_3)


def features():
    return f"masking and UTF-8 {'in C (NVX)' if autobahn.websocket.USES_NVX else 'in Python, no NVX'}"


if __name__ == "__main__":
    run_server({"asyncio": AsyncioServer("asyncio", start_on_asyncio),
                "uvloop": AsyncioServer("uvloop", start_on_asyncio), "twisted": TwistedServer()}, ["autobahn", "twisted", "pyopenssl", "uvloop"], features)
