"""What a Python client of the contract spends on a message besides the library: run it on a quiet core.

    taskset -c 1 contract/python/system_python contract/python/recording_cost.py [SIZE_BYTES]

Prints {"recording_ns":…,"exchange_ns":…}: the stamp alone (the clock, the store, the comparison with the end), and all
of tare_contract's exchange: number, verify, stamp. Medians of differences between loops that take turns.
"""

import statistics
import sys
import time
from array import array

from tare_contract import Block, say

MESSAGES = 1000
TURNS = 301
FOREVER_NS = 10**15


def bare():
    started = time.perf_counter_ns()
    for number in range(MESSAGES):
        pass
    return time.perf_counter_ns() - started


def stamped(stamps=array("q", bytes(8 * (MESSAGES + 1)))):
    now, end = time.monotonic_ns, FOREVER_NS + time.monotonic_ns()
    started = time.perf_counter_ns()
    for number in range(MESSAGES):
        stamp = now()
        stamps[number + 1] = stamp
        more = stamp < end
    return time.perf_counter_ns() - started


def exchanged(size):
    block = Block(size, False, 1, FOREVER_NS, FOREVER_NS, 1, in_place=True)
    block.begin()
    messages = block.exchanges[0]
    reply = bytes(next(messages))
    replies = [number.to_bytes(8, "little").rjust(16, b"\0") + reply[16:] for number in range(MESSAGES)]
    send = messages.send
    started = time.perf_counter_ns()
    for number in range(MESSAGES):
        send(replies[number])
    return time.perf_counter_ns() - started


def main(size):
    turns = [(bare(), stamped(), exchanged(size)) for _ in range(TURNS)]
    say({"recording_ns": round(statistics.median(s - b for b, s, _ in turns) / MESSAGES, 1),
         "exchange_ns": round(statistics.median(e - b for b, _, e in turns) / MESSAGES, 1)})


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 256)
