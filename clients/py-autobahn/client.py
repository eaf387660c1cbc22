"""An echo client on Autobahn: on asyncio or on Twisted."""

import asyncio

from tare_contract import (CONNECT_TIMEOUT_S, LARGEST_MESSAGE_BYTES, AsyncioClient, Conversation, Silence, Trouble,
                           certificates_in, needs, run_client, say)

with needs("autobahn", at_least="22"):
    import autobahn.websocket

OPTIONS = {"maxFramePayloadSize": LARGEST_MESSAGE_BYTES, "maxMessagePayloadSize": LARGEST_MESSAGE_BYTES,
           "autoPingInterval": 0, "tcpNoDelay": True, "openHandshakeTimeout": CONNECT_TIMEOUT_S}


class Echoing:
    """What is the same on both frameworks. `fresh`: makes their kind of future."""

    fresh = None
    messages = done = trouble = None

    def __init__(self):
        super().__init__()
        self.opened, self.closed = self.fresh(), self.fresh()

    def onOpen(self):
        settle(self.opened, self)

    def start(self, messages):
        """Begins the exchange; the future is done when it is over."""
        self.messages, self.done = messages, self.fresh()
        if self.trouble:
            settle(self.done, error=self.trouble)
        else:
            self.send(next(messages))
        return self.done

    def send(self, message):
        if isinstance(message, str):
            self.sendMessage(message.encode(), False)
        else:
            self.sendMessage(message, True)

    def onMessage(self, payload, isBinary):
        if self.messages is None:
            self.trouble = Trouble("a message that nobody asked for")  # for the next block
            return
        try:
            message = self.messages.send(payload if isBinary else payload.decode())
        except Exception as error:
            settle(self.done, error=error)
            return
        if message is None:
            self.messages = None
            settle(self.done)
        else:
            self.send(message)

    def onClose(self, wasClean, code, reason):
        self.trouble = Trouble(f"the connection ended, code {code}: {reason}")
        settle(self.opened, error=self.trouble)
        settle(self.done, error=self.trouble)
        settle(self.closed)


def settle(future, result=None, error=None):
    """Once; a Deferred of Twisted and a Future of asyncio alike."""
    if future is None or (future.called if hasattr(future, "called") else future.done()):
        return
    if hasattr(future, "called"):
        future.errback(error) if error else future.callback(result)
    else:
        future.set_exception(error) if error else future.set_result(result)


def factory_of(framework, target, fresh):
    factory = framework.WebSocketClientFactory(target.url)
    factory.setProtocolOptions(**OPTIONS)
    factory.protocol = type("EchoProtocol", (Echoing, framework.WebSocketClientProtocol),
                            {"fresh": staticmethod(fresh)})
    return factory


class OnAsyncio:
    async def connect(self, target):
        import autobahn.asyncio.websocket

        loop = asyncio.get_running_loop()
        factory = factory_of(autobahn.asyncio.websocket, target, loop.create_future)
        _, protocol = await loop.create_connection(factory, target.host, target.port, ssl=target.tls)
        return await protocol.opened

    async def echo(self, connection, messages):
        await connection.start(messages)

    async def close(self, connection):
        connection.sendClose(1000)
        await connection.closed


class TwistedConnections:
    """What Conversation asks for."""

    open_ones = ()

    async def open(self, target, connections):
        import autobahn.twisted.websocket
        from twisted.internet import endpoints, reactor, ssl
        from twisted.internet.defer import Deferred

        endpoint = endpoints.TCP4ClientEndpoint(reactor, target.host, target.port, timeout=CONNECT_TIMEOUT_S)
        if target.ca_file:
            trusted = ssl.trustRootFromCertificates(map(ssl.Certificate.loadPEM, certificates_in(target.ca_file)))
            tls = ssl.optionsForClientTLS(target.host, trusted,
                                          extraCertificateOptions={"raiseMinimumTo": ssl.TLSVersion.TLSv1_3})
            endpoint = endpoints.wrapClientTLS(tls, endpoint)
        factory = factory_of(autobahn.twisted.websocket, target, Deferred)
        self.open_ones = []
        for _ in range(connections):
            protocol = await endpoint.connect(factory)
            self.open_ones.append(await protocol.opened)

    async def run(self, block):
        from twisted.internet.defer import DeferredList
        from twisted.internet.task import LoopingCall

        silence = Silence(block)
        block.begin()
        works = [connection.start(messages) for connection, messages in zip(self.open_ones, block.exchanges)]
        watch = LoopingCall(silence.check)
        watched = watch.start(silence.interval_s, now=False)
        watched.addErrback(lambda failure: [settle(work, error=failure.value) for work in works])
        try:
            if len(works) == 1:
                await works[0]
            else:
                for succeeded, result in await DeferredList(works, consumeErrors=True):
                    if not succeeded:
                        result.raiseException()
        finally:
            if watch.running:
                watch.stop()
        block.end()

    async def close(self):
        from twisted.internet import reactor

        for connection in self.open_ones:
            connection.sendClose(1000)
            drop = reactor.callLater(1, connection.dropConnection, abort=True)
            await connection.closed
            if drop.active():
                drop.cancel()
        self.open_ones = ()


class TwistedClient:
    def probe(self):
        with needs("twisted"), needs("service-identity"):
            from twisted.internet import reactor
        return f"{type(reactor).__module__}.{type(reactor).__qualname__}"

    def converse(self):
        from twisted.internet import reactor, stdio
        from twisted.internet.defer import Deferred
        from twisted.protocols.basic import LineOnlyReceiver

        conversation = Conversation(TwistedConnections())

        class Commands(LineOnlyReceiver):
            delimiter = b"\n"

            def connectionMade(self):
                say(conversation.READY)

            def lineReceived(self, line):
                Deferred.fromCoroutine(conversation.answer(line + b"\n")).addCallback(say)

            def connectionLost(self, reason):
                reactor.stop()

        stdio.StandardIO(Commands())
        reactor.run(installSignalHandlers=False)


def features():
    return f"masking and UTF-8 {'in C (NVX)' if autobahn.websocket.USES_NVX else 'in Python, no NVX'}"


if __name__ == "__main__":
    run_client({"asyncio": AsyncioClient("asyncio", OnAsyncio), "uvloop": AsyncioClient("uvloop", OnAsyncio),
                "twisted": TwistedClient()}, ["autobahn", "twisted", "pyopenssl", "uvloop"], features)
