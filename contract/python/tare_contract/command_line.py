"""Arguments, the probe and the exit codes: what a server and a client have in common."""

import argparse
import json
import logging
import os
import sys

from .footprint import footprint_of
from .needs import collector, versions_of
from .trouble import EXIT_FAILED, EXIT_USAGE, leave, sentence_of


def say(answer):
    """One JSON line on stdout."""
    os.write(1, json.dumps(answer, separators=(",", ":")).encode() + b"\n")


def run_contender(side, variants, distributions, features, work):
    """main() of a contender.

    `variants`: by name, what `work(options, variants[name])` is given. A value that has a `probe` is asked for its
    sentence first, and ends the process with 77 where it cannot run here. `distributions`: whose versions a probe
    shows, and whose footprint. `features()`: a sentence about what was found, accelerators above all.
    """
    # What libraries log about a peer's mistakes would fill the pipe that stderr is; what is thrown is said anyway.
    logging.basicConfig(level=logging.CRITICAL)
    options = parse(side, list(variants))
    variant = variants[options.variant]
    found = [sentence for sentence in (variant.probe(), features(), collector()) if sentence]
    if options.probe:
        answer = {"versions": versions_of(distributions), "features": "; ".join(found)}
        if footprint := footprint_of(distributions):
            answer["footprint"] = footprint
        say(answer)
        return
    if options.wait == "spin":
        leave(EXIT_USAGE, "--wait spin: Python's contenders only block")
    try:
        work(options, variant)
    except (Exception, KeyboardInterrupt) as error:
        leave(EXIT_FAILED, f"{os.path.basename(sys.argv[0])}: {sentence_of(error)}")


def parse(side, variants):
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--variant", required=True, choices=variants)
    parser.add_argument("--wait", default="block", choices=["block", "spin"])
    parser.add_argument("--probe", action="store_true", help="say what is there, or exit 77")
    parser.add_argument("--modules", help="a folder of compiled modules to import from")
    if side == "server":
        parser.add_argument("--listen", default="127.0.0.1:0", type=host_and_port)
        parser.add_argument("--tls-cert")
        parser.add_argument("--tls-key")
        parser.add_argument("--tls-resume", action="store_true", help="send tickets, by which TLS sessions are resumed")
    options = parser.parse_args()
    if side == "server" and bool(options.tls_cert) != bool(options.tls_key):
        parser.error("--tls-cert and --tls-key must be given together")
    if side == "server" and options.tls_resume and not options.tls_cert:
        parser.error("--tls-resume wants --tls-cert and --tls-key")
    if options.modules:
        sys.path.insert(0, options.modules)
    return options


def host_and_port(text):
    host, colon, port = text.rpartition(":")
    if not (colon and host and port.isascii() and port.isdigit() and int(port) < 65536):
        raise argparse.ArgumentTypeError(f'expected ADDRESS:PORT, got "{text}"')
    return host.strip("[]"), int(port)
