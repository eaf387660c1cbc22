"""The server's side of the contract: arguments, listening, readiness and the end."""

import os
import signal
import stat
import sys
import threading

from .command_line import run_contender, say
from .sockets import BACKLOG, listen


def run_server(variants, distributions, features=lambda: ""):
    """main() of a server. `variants`: by name, what has probe() and serve(listeners, announce). serve() is given the
    Listeners, calls announce() when it accepts, and does not return."""

    def work(options, variant):
        end_with_stdin()
        listeners = listen(*options.listen, options.tls_cert, options.tls_key, options.tls_resume)
        ports = {"wss" if listener.tls else "ws": listener.port for listener in listeners}

        def announce():
            deepen_queues(listeners)
            say({"ready": ports})

        variant.serve(listeners, announce)

    run_contender("server", variants, distributions, features, work)


def deepen_queues(listeners):
    """asyncio and uvloop listen anew, with room for a hundred; of a thousand clients at once most would then wait a second or
    more until their kernel tries again."""
    for listener in listeners:
        try:
            listener.socket.listen(BACKLOG)
        except OSError:
            pass  # the library has a socket of its own by now


def end_with_stdin():
    """The process ends at SIGTERM and at the end of stdin, and leaves nothing behind."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    if somebody_can_hang_up():
        # A thread that sleeps in read() costs what is measured nothing: it holds no lock and never wakes.
        threading.Thread(target=wait_for_the_end, daemon=True).start()


def somebody_can_hang_up():
    try:
        mode = os.fstat(0).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(0)


def wait_for_the_end():
    try:
        while os.read(0, 4096):
            pass
    except OSError as error:
        print(f"stdin: {error}", file=sys.stderr, flush=True)
    os._exit(0)
