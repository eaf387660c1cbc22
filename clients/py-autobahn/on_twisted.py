"""The client on Twisted's reactor, which also reads the commands."""

from tare_contract import CONNECT_TIMEOUT_S, Asking, Conversation, Silence, certificates_in, needs, say

from echoing import factory_of, settle


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

    async def greet(self, block):
        await self.carry_on(block, block.greet)

    async def run(self, block):
        await self.carry_on(block, block.begin)
        block.end()

    async def carry_on(self, block, begin):
        from twisted.internet.defer import DeferredList
        from twisted.internet.task import LoopingCall

        silence = Silence(block)
        begin()
        works = [self.work_on(connection, exchange, block) for connection, exchange in zip(self.open_ones, block.exchanges)]
        if not works:
            return
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

    def work_on(self, connection, exchange, block):
        return (connection.start_talk(exchange, self.open_ones[0]) if isinstance(block, Asking) else
                connection.start(exchange))

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
        with needs("twisted"), needs("pyopenssl"), needs("service-identity"):
            from twisted.internet import reactor, ssl  # noqa: F401
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
