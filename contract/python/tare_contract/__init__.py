"""The Python side of the contender contract (contract/CONTRACT.md): everything but the work.

A contender is one script. A server on asyncio:

    from tare_contract import AsyncioServer, needs, run_server

    with needs("mylibrary", at_least="2"):
        import mylibrary

    async def start(listeners):
        return [await mylibrary.serve(echo, sock=listener.socket, ssl=listener.tls) for listener in listeners]

    run_server({name: AsyncioServer(name, start) for name in ("asyncio", "uvloop")}, ["mylibrary"])

contract/template/ has one of each side to copy; docs/adding-a-contender.md leads through it.
"""

from .asking import Asking, OnFirst, Parts
from .block import Block, Silence
from .command_line import run_contender, say
from .conversation import Conversation, Target
from .needs import compiled, needs, version_of
from .on_asyncio import CLOSE_TIMEOUT_S, CONNECT_TIMEOUT_S, AsyncioClient, AsyncioServer, run_client
from .on_blocking import BlockingClient
from .server import run_server
from .services import POLICY_VIOLATION, Refused, answer, service_for
from .sockets import LARGEST_MESSAGE_BYTES, Listener, certificates_in, client_tls, no_delay, server_tls
from .trouble import Trouble

__all__ = ["CLOSE_TIMEOUT_S", "CONNECT_TIMEOUT_S", "LARGEST_MESSAGE_BYTES", "POLICY_VIOLATION", "Asking", "AsyncioClient",
           "AsyncioServer", "Block", "BlockingClient", "Conversation", "Listener", "OnFirst", "Parts", "Refused", "Silence",
           "Target", "Trouble", "answer", "certificates_in", "client_tls", "compiled", "needs", "no_delay", "run_client",
           "run_contender", "run_server", "say", "server_tls", "service_for", "version_of"]
