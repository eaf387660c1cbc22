"""A client that misbehaves in the way its variant says. It never connects: what it gets wrong is the contract."""
import argparse
import json
import os
import signal
import struct
import sys
import time

OPERATIONS = 100


def say(**answer):
    print(json.dumps(answer), flush=True)


def go(variant, duration_ns):
    if variant == "exits":
        print("out of ideas", file=sys.stderr, flush=True)
        os._exit(4)
    if variant == "crashes":
        os.kill(os.getpid(), signal.SIGABRT)
    if variant == "hangs":
        time.sleep(3600)
    if variant == "floods":
        while True:
            os.write(2, b"a very important log line\n" * 100)
    started = time.monotonic_ns()
    time.sleep(duration_ns / 1e9)
    ended = time.monotonic_ns()
    operations = 0 if variant == "does-nothing" else OPERATIONS
    say(ran={"operations": operations, "bytes": 0, "started_ns": started, "ended_ns": ended})
    return started


def save(variant, path, started):
    count = OPERATIONS if variant == "wrong-count" else OPERATIONS + 1
    stamps = [started + 1000 * i for i in range(count)]
    if variant == "clock-backwards":
        stamps[50], stamps[51] = stamps[51], stamps[50]
    if variant != "no-times":
        with open(path, "wb") as file:
            file.write(struct.pack(f"<{count}q", *stamps))
    say(saved=count)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--variant")
    parser.add_argument("--wait")
    parser.add_argument("--probe", action="store_true")
    options = parser.parse_args()
    variant = options.variant
    if options.probe:
        say(versions={"python": sys.version.split()[0]}, features="")
        return
    if variant == "never-ready":
        time.sleep(3600)
    if variant == "endless-line":
        os.write(1, b"x" * 200_000)
        time.sleep(3600)
    say(ready={})
    started, duration_ns = 0, 0
    for line in sys.stdin:
        command = json.loads(line)
        what = command["do"]
        if what == "open" and variant == "refuses":
            say(error="cannot connect: no route to anywhere")
        elif what == "open" and variant == "garbage":
            print("Traceback (most recent call last):", flush=True)
        elif what == "open":
            say(opened=command["connections"])
        elif what == "block":
            duration_ns = command["duration_ns"]
            say(armed=True)
        elif what == "go":
            started = go(variant, duration_ns)
        elif what == "save":
            save(variant, command["times_file"], started)
        elif what == "close":
            say(closed=True)


main()
