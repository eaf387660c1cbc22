"""The protocol of Autobahn's client that exchanges messages, the same on asyncio and on Twisted."""

from tare_contract import CONNECT_TIMEOUT_S, LARGEST_MESSAGE_BYTES, OnFirst, Parts, Trouble

OPTIONS = {"maxFramePayloadSize": LARGEST_MESSAGE_BYTES, "maxMessagePayloadSize": LARGEST_MESSAGE_BYTES,
           "autoPingInterval": 0, "tcpNoDelay": True, "openHandshakeTimeout": CONNECT_TIMEOUT_S}


class Echoing:
    """What is the same on both frameworks. `fresh`: makes their kind of future."""

    fresh = None
    messages = talk = first = done = trouble = None

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

    def start_talk(self, talk, first):
        """Likewise, of what is more than echo."""
        self.talk, self.first, self.done = talk, first, self.fresh()
        if self.trouble:
            settle(self.done, error=self.trouble)
        else:
            self.say(next(talk))
        return self.done

    def say(self, step):
        if step is None:
            self.talk = None
            settle(self.done)
        elif type(step) is Parts:
            self.beginMessage(isBinary=True)
            for part in step.content:
                self.sendMessageFrame(part)
            self.endMessage()
        elif step:
            (self.first if type(step) is OnFirst else self).send(step.content)

    def hear(self, message):
        try:
            self.say(self.talk.send(message))
        except Exception as error:
            self.talk = None
            settle(self.done, error=error)

    def send(self, message):
        if isinstance(message, str):
            self.sendMessage(message.encode(), False)
        else:
            self.sendMessage(message, True)

    def onMessage(self, payload, isBinary):
        if self.talk is not None:
            return self.hear(payload if isBinary else payload.decode())
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
