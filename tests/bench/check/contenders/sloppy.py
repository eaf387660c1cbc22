"""A small WebSocket of both sides for testing the checker: right in everything, but for one fault by its name.

Only what the conformance vectors ask; slow and simple.
"""

import base64
import hashlib
import struct
import zlib

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Failed(Exception):
    """The connection must be failed with this code."""

    def __init__(self, code):
        super().__init__(f"failed with {code}")
        self.code = code


def accept_for(key):
    return base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()


def xor(data, key):
    """Masks or unmasks; as one large number, since a loop over a MiB takes too long."""
    repeated = (key * (len(data) // 4 + 1))[:len(data)]
    return (int.from_bytes(data, "big") ^ int.from_bytes(repeated, "big")).to_bytes(len(data), "big")


class Reader:
    """Exact reads and heads from a socket."""

    def __init__(self, socket):
        self.socket, self.held = socket, b""

    def more(self):
        chunk = self.socket.recv(1 << 18)
        if not chunk:
            raise ConnectionError("the peer has ended the connection")
        self.held += chunk

    def exactly(self, size):
        if len(self.held) < size:
            parts, have = [self.held], len(self.held)
            while have < size:
                chunk = self.socket.recv(1 << 20)
                if not chunk:
                    raise ConnectionError("the peer has ended the connection")
                parts.append(chunk)
                have += len(chunk)
            self.held = b"".join(parts)
        data, self.held = self.held[:size], self.held[size:]
        return data

    def head(self):
        """The first line and the fields of an HTTP head, names in lower case."""
        while b"\r\n\r\n" not in self.held:
            self.more()
        head, self.held = self.held.split(b"\r\n\r\n", 1)
        first, *lines = head.decode("latin-1").split("\r\n")
        fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        return first, fields


def frame(opcode, payload, key=None, first_bits=0x80):
    size = len(payload)
    mask = 0x80 if key is not None else 0
    if size < 126:
        head = bytes([first_bits | opcode, mask | size])
    elif size < 65536:
        head = bytes([first_bits | opcode, mask | 126]) + struct.pack(">H", size)
    else:
        head = bytes([first_bits | opcode, mask | 127]) + struct.pack(">Q", size)
    return head + payload if key is None else head + key + xor(payload, key)


def negotiate(field, fault):
    """The server's answer to these offers and its parameters; None to decline."""
    for offer in field.split(","):
        name, *rest = (part.strip() for part in offer.split(";"))
        pairs = [part.partition("=")[::2] for part in rest]
        said = dict(pairs)
        good = len(said) == len(pairs) and all(
            value == "" if key.endswith("_no_context_takeover") else
            (value in [str(n) for n in range(8, 16)] or key.startswith("client") and value == "")
            if key in ("server_max_window_bits", "client_max_window_bits") else False
            if key not in ("server_no_context_takeover", "client_no_context_takeover") else True
            for key, value in pairs)
        if name == "permessage-deflate" and (good or fault == "deflate-takes-any-offer"):
            kept = [key if value == "" else f"{key}={value}" for key, value in said.items()
                    if key.startswith("server") or key == "client_no_context_takeover"]
            return "; ".join([name, *kept]), said
    return None


class Deflate:
    """permessage-deflate of one connection."""

    TAIL, LIMIT = b"\0\0\xff\xff", 1 << 26

    def __init__(self, fault, in_takeover, out_takeover, out_bits=15):
        self.fault, self.in_takeover = fault, in_takeover
        self.out_takeover = out_takeover or fault in ("deflate-ignores-no-takeover", "deflate-keeps-context")
        self.out_bits = out_bits if fault != "deflate-ignores-window" else 15
        self.inflater = self.deflater = None

    def inflate(self, data):
        if self.inflater is None or not self.in_takeover:
            self.inflater = zlib.decompressobj(-15)
        try:
            limit = self.LIMIT + 1 if self.fault != "deflate-no-limit" else 0
            out = self.inflater.decompress(data + self.TAIL, limit)
        except zlib.error:
            raise Failed(1007) from None
        if len(out) > self.LIMIT and limit:
            raise Failed(1009)
        if self.inflater.eof:
            self.inflater = None
        return out

    def deflate(self, data):
        """The payload and its first bits."""
        if self.fault == "deflate-plain":
            return data, 0x80
        if not data:
            return b"\0", 0xC0
        if self.deflater is None or not self.out_takeover:
            strategy = zlib.Z_RLE if self.out_bits == 8 else zlib.Z_DEFAULT_STRATEGY
            self.deflater = zlib.compressobj(6, zlib.DEFLATED, -max(self.out_bits, 9), 8, strategy)
        return (self.deflater.compress(data) + self.deflater.flush(zlib.Z_SYNC_FLUSH))[:-4], 0xC0


class Peer:
    """Reads messages and answers control frames. `send(opcode, payload)` is the other direction."""

    def __init__(self, reader, send, fault, masked):
        self.reader, self.send, self.fault, self.masked = reader, send, fault, masked
        self.deflate = None

    def frame(self):
        first, second = self.reader.exactly(2)
        fin, bits, opcode = first >> 7, first >> 4 & 7, first & 15
        masked, size = second >> 7, second & 127
        compressed = bits == 4 and self.deflate and (opcode in (1, 2) or self.fault == "deflate-rsv1-anywhere")
        if bits and not compressed and self.fault != "takes-reserved-bits":
            raise Failed(1002)
        if opcode not in (0, 1, 2, 8, 9, 10):
            raise Failed(1002)
        if masked != self.masked and self.fault != "takes-wrong-masking":
            raise Failed(1002)
        if opcode >= 8 and (not fin or size > 125):
            raise Failed(1002)
        if size >= 126:
            wide = 2 if size == 126 else 8
            long_size = int.from_bytes(self.reader.exactly(wide), "big")
            if long_size < (126 if wide == 2 else 65536):
                raise Failed(1002)
            size = long_size
        if size > 1 << 26:
            raise Failed(1009)
        key = self.reader.exactly(4) if masked else None
        payload = self.reader.exactly(size)
        return fin, opcode, xor(payload, key) if masked else payload, compressed

    def close_code(self, payload):
        if not payload:
            return b""
        if len(payload) == 1:
            raise Failed(1002)
        code = int.from_bytes(payload[:2], "big")
        if code < 1000 or code in (1004, 1005, 1006, 1015) or 1015 < code < 3000 or code > 4999:
            raise Failed(1002)
        self.text(payload[2:])
        return payload[:2]

    def text(self, payload):
        try:
            return payload.decode() if self.fault != "takes-bad-text" else None
        except UnicodeDecodeError:
            raise Failed(1007) from None

    def message(self):
        """The next (opcode, payload), or None after a closing handshake."""
        kind, parts, inflates = None, [], False
        while True:
            fin, opcode, payload, compressed = self.frame()
            if opcode == 9:
                if self.fault != "no-pong":
                    self.send(10, payload if self.fault != "empty-pong" else b"")
            elif opcode == 8:
                self.send(8, self.close_code(payload))
                return None
            elif opcode < 8:
                if (opcode == 0) != (kind is not None):
                    raise Failed(1002)
                kind = opcode or kind
                inflates |= bool(compressed)
                parts.append(payload)
                if fin:
                    whole = b"".join(parts)
                    if inflates:
                        whole = self.deflate.inflate(whole)
                    if kind == 1:
                        self.text(whole)
                    return kind, whole
