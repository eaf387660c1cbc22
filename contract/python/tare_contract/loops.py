"""The event loops that asyncio's libraries run on, by name.

    asyncio    asyncio's own, as asyncio.run() would choose: a selector, on Windows the proactor (IOCP)
    uvloop     libuv's, not on Windows
    selector   asyncio's on select(), where it is not the default: Windows
    proactor   asyncio's on IOCP: Windows
    winloop    uvloop's port to Windows
"""

import asyncio
import sys

from .needs import needs
from .trouble import EXIT_CANNOT_RUN_HERE, leave

ON_WINDOWS = sys.platform == "win32"


def loop_factory(name):
    """What asyncio.Runner is given; ends with 77 where this loop cannot be had here."""
    if name == "asyncio":
        return None
    if name == "uvloop":
        if ON_WINDOWS:
            leave(EXIT_CANNOT_RUN_HERE, "uvloop does not exist for Windows; the variants winloop and proactor do")
        with needs("uvloop"):
            import uvloop
        return uvloop.new_event_loop
    if not ON_WINDOWS:
        leave(EXIT_CANNOT_RUN_HERE, f"the event loop {name} exists on Windows only; here there are asyncio and uvloop")
    if name == "winloop":
        with needs("winloop"):
            import winloop
        return winloop.new_event_loop
    return {"selector": asyncio.SelectorEventLoop, "proactor": asyncio.ProactorEventLoop}[name]


def describe_loop(name):
    """The loop that is really made, for a probe."""
    with asyncio.Runner(loop_factory=loop_factory(name)) as runner:
        loop = runner.get_loop()
        return f"{type(loop).__module__}.{type(loop).__qualname__}"
