"""The checker must find each fault, and nothing in a contender that has none: runs `tare check --json` over contenders
with one fault each and compares what failed with the table below.

    checker_test.py TARE CONTENDERS
"""

import concurrent.futures
import json
import subprocess
import sys

# Fault -> what must fail (or be noted, with a leading ~). A name that ends in * stands for one or more.
EXPECTED = {
    "server": {
        "none": [],
        "any-path": ["unknown-path"],
        "no-version": ["other-version"],
        "any-subprotocol": ["handshake"],
        "loses-early-frames": ["~frame-behind-the-handshake"],
        "takes-reserved-bits": ["reserved-bit-*", "ping-with-reserved-bit"],
        "takes-wrong-masking": ["unmasked"],
        "takes-bad-text": ["not-utf-8-*", "~close-reason-not-utf-8"],
        "no-pong": ["ping*", "fragments-with-a-ping-in-between"],
        "empty-pong": ["ping*", "fragments-with-a-ping-in-between"],
        "wrong-byte": ["length-65536", "length-1-MiB", "text-length-65536"],
        "cuts": ["length-1-MiB"],
        "one-kind": ["hello-text", "text-*", "utf-8-*", "fragments"],
        "masks": ["length-*"],
        "sets-reserved-bit": ["length-*"],
        "keeps-the-connection": ["close-*"],
        "hangs-on-errors": ["unmasked", "reserved-bit-*"],
        "fails-without-a-word": ["~unmasked", "~opcode-*"],
        "deflate": [],
        "deflate-takes-any-offer": ["deflate-unknown-parameter", "deflate-window-of-16-bits"],
        "deflate-declines": ["deflate-agreed"],
        "deflate-unasked": ["deflate-not-asked-for"],
        "deflate-ignores-no-takeover": ["deflate-server-no-context-takeover"],
        "deflate-ignores-window": ["deflate-server-window-of-10-bits"],
        "deflate-plain": ["deflate-compresses"],
        "deflate-rsv1-anywhere": ["deflate-rsv1-on-a-*"],
        "deflate-no-limit": ["deflate-bomb"],
        "services": [],
        "services-wrong-number": ["stream-binary"],
        "services-no-time": ["stream-binary"],
        "services-early": ["stream-by-a-schedule"],
        "services-takes-anything": ["stream-of-nothing", "file-of-nothing", "file-up-with-a-wrong-byte"],
        "services-wrong-file": ["file-down"],
        "services-whole": ["file-down-in-fragments"],
        "services-not-the-sender": ["broadcast"],
        "services-to-everybody": ["broadcast"],
        "tickets": [],
        "tickets-always": ["tls-no-tickets-unasked"],
        "tickets-undeclared": ["~tls-no-tickets-unasked"],
        "tickets-never": ["tls-resumed"],
        "tickets-not-taken": ["tls-resumed"],
    },
    "client": {
        "none": [],
        "one-key": ["~handshake-keys-differ", "wrong-accept"],  # its key is that of the RFC's example, whose answer fits
        "wrong-host": ["handshake"],
        "offers-deflate": ["handshake"],
        "any-accept": ["wrong-accept", "no-accept"],
        "zero-mask": ["masking"],
        "one-mask": ["masking"],
        "no-mask": ["length-*"],
        "no-mask-on-pong": ["ping-*"],
        "no-pong": ["ping-*"],
        "takes-reserved-bits": ["reserved-bit-*"],
        "takes-wrong-masking": ["masked-reply"],
        "takes-bad-text": ["not-utf-8"],
        "wrong-seed": ["length-125", "length-65536", "text-length-126"],
        "verifies-nothing": ["wrong-*", "text-for-binary", "too-*", "empty-reply", "doubled", "moved", "merged",
                             "reply-to-an-empty-message"],
        "verifies-headers-only": ["wrong-payload-of-*"],
        "trusts-the-last": ["wrong-payload-of-the-last"],
        "takes-any-kind": ["text-for-binary"],
        "takes-any-length": ["too-*", "empty-reply", "merged", "reply-to-an-empty-message"],
        "no-deadline": ["dropped"],
        "counts-one-more": ["length-*"],
        "saves-one-less": ["length-*"],
        "hangs-up": ["handshake"],
        "deflate": [],
        "deflate-takes-no": ["deflate-declined"],
        "deflate-no-offer": ["deflate-offered"],
        "deflate-plain": ["deflate-compresses"],
        "deflate-any-answer": ["deflate-declined", "deflate-agreed-twice"],
        "deflate-keeps-context": ["deflate-no-context-takeover"],
        "deflate-rsv1-anywhere": ["deflate-rsv1-on-a-*"],
        "deflate-one-piece": ["corpus"],
        "services": [],
        "services-wrong-seed": ["stream-binary", "file-down", "broadcast"],
        "services-counts-one-more": ["stream-binary", "file-up", "broadcast"],
        "services-leaves-early": ["stream-binary", "stream-without-its-last"],
        "services-any-number": ["stream-wrong-number"],
        "services-any-kind": ["stream-wrong-kind"],
        "services-any-length": ["stream-wrong-length"],
        "services-any-whole": ["stream-wrong-byte-of-message-256"],
        "services-any-last": ["stream-wrong-byte-of-the-last"],
        "services-any-digest": ["file-of-another-digest"],
        "services-any-file": ["file-wrong-byte", "file-too-short"],
        "services-any-answer": ["file-up-wrong-count"],
        "services-whole": ["file-up-in-fragments"],
        "services-first-alone": ["broadcast-*"],
        "services-header-alone": ["broadcast-wrong-byte-of-message-0"],
    },
}


def is_found(pattern, found):
    status = "note" if pattern.startswith("~") else "fail"
    name = pattern.lstrip("~")
    ids = [item["id"] for item in found if item["status"] == status]
    return any(i.startswith(name[:-1]) for i in ids) if name.endswith("*") else name in ids


def judge(tare, contenders, side, fault):
    """What the checker got wrong about this one: sentences."""
    done = subprocess.run([tare, "check", "--contenders", contenders, "--side", side, "--json", f"py-sloppy:{fault}"],
                          capture_output=True, text=True, timeout=200)
    if not done.stdout:
        return [f"no report: {done.stderr.strip()}"]
    patterns = EXPECTED[side][fault]
    found = [item for item in json.loads(done.stdout)[0]["items"] if item["status"] in ("fail", "note")]
    wrong = [f"{pattern} was not found; found: {[item['id'] for item in found]}"
             for pattern in patterns if not is_found(pattern, found)]
    if not patterns:
        wrong += [f"{item['id']}: {item['sentence']}" for item in found]
    expected_code = 1 if any(not pattern.startswith("~") for pattern in patterns) else 0
    if done.returncode != expected_code:
        wrong.append(f"exit code {done.returncode}, {expected_code} expected")
    return wrong


def main(tare, contenders, sides):
    wanted = [(side, fault) for side in sides for fault in EXPECTED[side]]
    # Most of their time they wait for something that does not come.
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        judged = list(pool.map(lambda one: judge(tare, contenders, *one), wanted))
    wrong = 0
    for (side, fault), sentences in zip(wanted, judged):
        for sentence in sentences:
            print(f"{side} {fault}: {sentence}")
            wrong += 1
    print(f"{len(wanted)} faults, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:] or list(EXPECTED)))
