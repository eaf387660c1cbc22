"""The vectors against Python's own eyes: every message that a server shall echo was really sent in them, every
text that shall be refused is not UTF-8 and every other one is, and a vector that is meant to be one whole frame is.

    vectors_test.py CONTRACT_FOLDER
"""

import json
import pathlib
import sys
import zlib


def from_hex(text):
    """'7f9f4d51*31 58' to bytes, as vectors/README.md says."""
    out = b""
    for token in text.split():
        digits, _, times = token.partition("*")
        out += bytes.fromhex(digits) * (int(times) if times else 1)
    return out


def messages_in(data):
    """The whole messages among the frames in data, unmasked and inflated; reading stops at a length nobody can hold."""
    found, parts, at, compressed, inflater = [], b"", 0, False, zlib.decompressobj(-15)
    while at < len(data):
        first, second = data[at], data[at + 1]
        length, at = second & 127, at + 2
        if length >= 126:
            wide = 2 if length == 126 else 8
            length, at = int.from_bytes(data[at:at + wide], "big"), at + wide
        key = bytes(4)
        if second & 128:
            key, at = data[at:at + 4], at + 4
        if length >= 1 << 40:
            return found
        assert at + length <= len(data), f"a frame of {length} bytes is cut off after {len(data) - at}"
        payload = data[at:at + length]
        if any(key):
            payload = bytes(byte ^ key[i % 4] for i, byte in enumerate(payload))
        at += length
        if first & 15 < 8:
            compressed |= first & 64 > 0
            parts += payload
            if first & 128:
                if compressed:
                    parts = inflater.decompress(parts + b"\0\0\xff\xff")
                    if inflater.eof:  # BFINAL: what follows it is the empty block that ends the message
                        assert inflater.unused_data in (b"\0\0\0\xff\xff",), "more after the last block"
                        inflater = zlib.decompressobj(-15)
                found.append(parts)
                parts, compressed = b"", False
    return found


def is_utf_8(data):
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def check(vector, is_text_file):
    try:
        sent = messages_in(b"".join(from_hex(step.get("send", "")) for step in vector["steps"]))
    except zlib.error:
        assert any("fails" in step for step in vector["steps"]), "what it sends is no DEFLATE"
        return
    expected = [from_hex(step[kind]) for step in vector["steps"] for kind in ("text", "binary") if kind in step]
    assert sent[:len(expected)] == expected, "what it expects is not what it sends"
    if (is_text_file or vector["id"].endswith("not-utf-8-inside")) and any("fails" in step for step in vector["steps"]):
        assert not is_utf_8(sent[0]), "calls good UTF-8 bad"
    for step in vector["steps"]:
        if "text" in step:
            assert is_utf_8(from_hex(step["text"])), "calls bad UTF-8 good"


def main(folder):
    seen, wrong = set(), 0
    for file in sorted(pathlib.Path(folder, "vectors").glob("*/*.json")):
        for vector in json.loads(file.read_text(encoding="utf-8"))["vectors"]:
            try:
                key = (file.parent.name, vector["id"])
                assert key not in seen, "its id is there twice"
                seen.add(key)
                if file.parent.name == "server":
                    check(vector, "utf-8" in file.name)
            except AssertionError as error:
                print(f"{file}: {vector['id']}: {error}")
                wrong += 1
    print(f"{len(seen)} vectors, {wrong} wrong")
    return 1 if wrong or not seen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
