"""What a contender needs to be installed, and what is really there."""

import contextlib
import gc
import importlib
import importlib.metadata
import platform
import re
import ssl
import sys

from .trouble import EXIT_CANNOT_RUN_HERE, leave


def version_of(distribution):
    """The installed version, or None."""
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def numbers_of(version):
    return [int(number) for number in re.findall(r"\d+", version)[:3]]


@contextlib.contextmanager
def needs(distribution, at_least="0"):
    """Around the imports of a contender: where they fail the process ends with 77 and how to mend it."""
    there = version_of(distribution)
    if there is None or numbers_of(there) < numbers_of(at_least):
        leave(EXIT_CANNOT_RUN_HERE, missing(distribution, at_least, there))
    try:
        yield
    except ImportError as error:
        leave(EXIT_CANNOT_RUN_HERE, f"{distribution} {there} cannot be imported: {error}; run `make contenders`")


def missing(distribution, at_least, there):
    wanted = distribution if at_least == "0" else f"{distribution} {at_least} or newer"
    found = f", only {there}" if there else ""
    return (f"{wanted} is not installed for {sys.executable}{found}: run `make contenders` (without a package index: "
            f"your distribution's python3-{distribution.lower()}, where it has one)")


def compiled(module):
    """A module that the contender's `prepare` compiles; ends with 77 where it is not there."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        leave(EXIT_CANNOT_RUN_HERE, f"{module} is not compiled ({error}): run `make contenders`")


def versions_of(distributions):
    """For a probe: of Python, of OpenSSL, and of what is really imported of these."""
    found = {"python": platform.python_version(), "openssl": ssl.OPENSSL_VERSION.removeprefix("OpenSSL ").split()[0]}
    found.update((name, version_of(name)) for name in distributions if module_of(name) in sys.modules)
    return found


def module_of(distribution):
    return {"pyopenssl": "OpenSSL"}.get(distribution, distribution.replace("-", "_"))


def collector():
    """The garbage collector is left as the library's users have it."""
    return f"gc {'on' if gc.isenabled() else 'off'}, thresholds {'/'.join(map(str, gc.get_threshold()))}"
