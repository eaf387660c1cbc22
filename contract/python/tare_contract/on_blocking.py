"""Clients whose calls block: one connection, one thread that works."""

import signal
import sys

from .asking import Asking
from .block import Silence
from .command_line import say
from .conversation import Conversation, finish
from .trouble import Trouble


class BlockingClient:
    """`echoer` makes the contender's own object:

        connect(target) -> connection
        echo(connection, messages)     # see Block._exchange
        converse(connection, talk, first)  # may be left out: see asking.py; `first` is the connection too
        close(connection)              # whatever it raises is passed over
    """

    def __init__(self, echoer, probe=lambda: "blocking calls"):
        self.echoer, self.probe = echoer, probe

    def converse(self):
        conversation = Conversation(BlockingConnection(self.echoer()))
        say(conversation.READY)
        while line := sys.stdin.buffer.readline():
            say(finish(conversation.answer(line)))


class BlockingConnection:
    def __init__(self, echoer):
        self.echoer = echoer
        self.in_place = getattr(echoer, "in_place", False)
        self.connection = None
        if hasattr(echoer, "converse"):
            self.greet = self._greet

    async def open(self, target, connections):
        if connections != 1:
            raise Trouble(f"open: a client that blocks has one connection, asked for {connections}")
        self.connection = self.echoer.connect(target)

    async def _greet(self, block):
        block.greet()
        if block.exchanges:
            self.watched(block, lambda: self.echoer.converse(self.connection, block.exchanges[0], self.connection))

    async def run(self, block):
        def work():
            block.begin()
            if isinstance(block, Asking):
                self.echoer.converse(self.connection, block.exchanges[0], self.connection)
            else:
                self.echoer.echo(self.connection, block.exchanges[0])
            block.end()

        self.watched(block, work)

    def watched(self, block, work):
        silence = Silence(block)

        # A signal costs a message nothing, where a time-out of every receive would.
        signal.signal(signal.SIGALRM, lambda *_: silence.check())
        signal.setitimer(signal.ITIMER_REAL, silence.interval_s, silence.interval_s)
        try:
            work()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    async def close(self):
        if self.connection is not None:
            try:
                self.echoer.close(self.connection)
            except Exception:
                pass  # it was broken before
        self.connection = None
