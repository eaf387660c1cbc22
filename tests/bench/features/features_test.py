"""`tare features --json` over contenders that declare what they do not do, or do one thing otherwise: what was seen must be
what is true, a lie must be a mismatch and exit code 1, and no process may be left.

    features_test.py TARE CONTENDERS
"""

import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile

# Variant -> what must stand in its cells (answer, or a number); what must be a mismatch.
EXPECTED = {
    "server": {
        "honest": ({"text": "yes", "fragments_in": "yes", "fragments_out": "no", "ping": "yes", "close_codes": "yes",
                    "utf8": "yes", "masking": "yes", "subprotocols": "no", "deflate": "absent", "tls": "absent",
                    "spin": "absent", "largest_message": 64 << 20, "connections": 100, "back_pressure": "yes",
                    "packages": 2, "installed": 123456, "shared_objects": "absent", "start_up": "value",
                    "idle_rss": "value"}, []),
        "declares-tls": ({"tls": "no"}, ["tls"]),
        "declares-deflate": ({"deflate": "no"}, ["deflate"]),
        "declares-spin": ({"spin": "no"}, ["spin"]),
        "declares-no-fragments": ({"fragments_in": "yes"}, ["fragments_in"]),
        "one-kind": ({"text": "no", "packages": "absent"}, ["text"]),
        "dies-of-text": ({"text": "absent", "fragments_in": "yes", "ping": "yes", "packages": "absent"}, ["text"]),
        "refuses-connections": ({"connections": 5}, ["connections"]),
        "compresses-unasked": ({}, ["deflate"]),
        "chooses-a-subprotocol": ({"subprotocols": "yes"}, []),
        "sends-fragments": ({"fragments_out": 16}, []),  # 1 MiB / 64 KiB
        "reads-everything": ({"back_pressure": "no"}, []),
        "leaves-a-child": ({"ping": "yes"}, []),
        "no-pong": ({"ping": "no", "text": "yes"}, []),
        "takes-bad-text": ({"utf8": "no", "text": "yes"}, []),
        "takes-wrong-masking": ({"masking": "no"}, []),
    },
    "client": {
        "none": ({"text": "yes", "fragments_in": "yes", "fragments_out": 1, "ping": "yes", "close_codes": "yes",
                  "utf8": "yes", "masking": "yes", "subprotocols": "yes", "deflate": "absent", "tls": "absent",
                  "largest_message": 64 << 20, "connections": 1, "connection_memory": "absent",
                  "back_pressure": "absent"}, []),
        "declares-connections": ({"connections": 1}, ["connections"]),
        "offers-deflate": ({}, ["deflate", "text", "fragments_in"]),  # nothing can be asked of such a handshake
        "no-pong": ({"ping": "no"}, []),
        "no-mask": ({"masking": "no"}, ["text", "fragments_in"]),  # no frame of it can be taken
        "takes-bad-text": ({"utf8": "no"}, []),
    },
}


def wrong_in(cells, wanted, mismatches):
    for name, value in wanted.items():
        cell = cells[name]
        seen = cell["answer"] if isinstance(value, str) else cell.get("number")
        if seen != value:
            yield f"{name}: expected {value}, got {json.dumps(cell)}"
        if cell["answer"] in ("no", "absent") and not cell.get("detail"):
            yield f"{name}: is {cell['answer']} without a reason"
    found = [name for name, cell in cells.items() if "mismatch" in cell]
    if found != mismatches:
        yield f"expected mismatches of {mismatches}, got {({name: cells[name]['mismatch'] for name in found})}"


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def judge(tare, contenders, side, variant):
    with tempfile.NamedTemporaryFile("r", suffix="-children") as children:
        done = subprocess.run([tare, "features", "--contenders", contenders, "--side", side, "--json",
                               f"py-liar:{variant}"], capture_output=True, text=True, timeout=400,
                              env=dict(os.environ, TARE_TEST_CHILDREN=children.name))
        pids = children.read().split()
    if not done.stdout:
        return [f"no table: {done.stderr.strip()}"]
    wanted, mismatches = EXPECTED[side][variant]
    wrong = list(wrong_in(json.loads(done.stdout)["contenders"][0]["features"], wanted, mismatches))
    if done.returncode != (1 if mismatches else 0):
        wrong.append(f"exit code {done.returncode} with mismatches of {mismatches}")
    if variant == "leaves-a-child":
        wrong += [f"process {pid} is left" for pid in pids if alive(pid)]
        if not pids:
            wrong.append("was never started")
    return wrong


def main(tare, contenders):
    wanted = [(side, variant) for side, variants in EXPECTED.items() for variant in variants]
    # Most of their time they wait for something that does not come.
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        judged = list(pool.map(lambda one: judge(tare, contenders, *one), wanted))
    wrong = 0
    for (side, variant), sentences in zip(wanted, judged):
        for sentence in sentences:
            print(f"{side} {variant}: {sentence}")
            wrong += 1
    print(f"{len(wanted)} variants, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
