# cython: language_level=3
"""The listener of client.py in Cython, and tare_contract's exchange with it: numbering, verifying and stamping in C,
since calling back into Python for each message is what this variant is there to avoid. Both keep to
tare_contract.block, which says what is done and why.
"""

import asyncio

from cpython.bytearray cimport PyByteArray_AS_STRING
from libc.string cimport memcmp
from picows.picows cimport WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport

from tare_contract import Trouble


cdef extern from "time.h":
    ctypedef long time_t
    cdef struct timespec:
        time_t tv_sec
        long tv_nsec
    int clock_gettime(int clock, timespec* now) nogil
    int CLOCK_MONOTONIC


cdef inline long long monotonic_ns() noexcept:
    cdef timespec now
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec * 1_000_000_000LL + now.tv_nsec


cdef class Exchange:
    """One connection's part of a block. `number` and `more` are read from outside, as a generator's locals are."""

    cdef public long long number
    cdef public bint more
    cdef object block, payload
    cdef long long connection, end, sent
    cdef long long[::1] stamps
    cdef Py_ssize_t size, headed
    cdef bint alone
    cdef bytearray message
    cdef WSMsgType kind

    def __init__(self, block, connection):
        self.block, self.payload, self.connection = block, block.payload, connection
        self.stamps = block.stamps
        self.end = block.started_ns + block.duration_ns
        self.size = block.payload.size
        self.headed = min(self.size, 16)
        self.alone = block.connections == 1
        self.kind = WSMsgType.TEXT if block.payload.text else WSMsgType.BINARY
        first = block.payload.message(connection, 0)
        self.message = bytearray(first.encode() if block.payload.text else first)
        self.number, self.more = 0, True

    cdef bytearray first(self):
        self.sent = monotonic_ns()
        return self.message

    cdef bytearray take(self, WSMsgType kind, const char* reply, Py_ssize_t size):
        """Stamps and verifies a reply; the next message, or None when the block is over."""
        cdef long long stamp = monotonic_ns()
        cdef Py_ssize_t at = self.number + 1 if self.alone else 2 * next(self.block.pairs) + 1
        cdef Py_ssize_t compared
        if at >= self.stamps.shape[0]:
            self.grow()
        self.stamps[at] = stamp
        if not self.alone:
            self.stamps[at - 1] = self.sent
        self.more = stamp < self.end
        compared = self.headed if self.number % 256 and self.more else self.size
        if kind != self.kind or size != self.size or memcmp(reply, PyByteArray_AS_STRING(self.message), compared):
            got = reply[:size]
            raise self.payload.mismatch(got.decode("utf-8") if kind == WSMsgType.TEXT else got, self.connection,
                                        self.number)
        self.number += 1
        if not self.more:
            return None
        self.write_header()
        if not self.alone:
            self.sent = monotonic_ns()
        return self.message

    cdef grow(self):
        self.stamps = None  # an array that is looked into does not grow
        self.block.stamps.frombytes(bytes(8 * len(self.block.stamps)))
        self.stamps = self.block.stamps

    cdef void write_header(self) noexcept:
        """The message's number, in its second half; the connection's stays."""
        cdef char* to = PyByteArray_AS_STRING(self.message)
        cdef long long rest = self.number
        cdef Py_ssize_t i
        if self.kind == WSMsgType.BINARY:
            for i in range(8, self.headed):
                to[i] = rest & 0xff
                rest >>= 8
        else:
            for i in range(15, 3, -1):
                if i < self.headed:
                    to[i] = b"0123456789abcdef"[rest & 15]
                rest >>= 4


cdef class Echoing(WSListener):
    cdef public WSTransport transport
    cdef object done, trouble
    cdef Exchange exchange
    cdef list parts
    cdef WSMsgType kind

    def __cinit__(self):
        self.parts = []

    cpdef on_ws_connected(self, WSTransport transport):
        self.transport = transport

    def start(self, Exchange exchange):
        """Begins the exchange; the future is done when it is over."""
        self.done = asyncio.get_running_loop().create_future()
        self.exchange, self.parts = exchange, []
        if self.trouble is not None:
            self.finish(self.trouble)
            return self.done
        self.transport.send(exchange.kind, exchange.first())
        return self.done

    cpdef on_ws_frame(self, WSTransport transport, WSFrame frame):
        cdef WSCloseCode code
        try:
            if frame.rsv1 or frame.rsv2 or frame.rsv3:
                self.fail(WSCloseCode.PROTOCOL_ERROR, "a frame with a reserved bit")
            elif frame.msg_type == WSMsgType.BINARY and frame.fin and not self.parts:
                self.take(WSMsgType.BINARY, frame.payload_ptr, frame.payload_size)
            elif frame.msg_type == WSMsgType.CLOSE:
                code = frame.get_close_code()
                transport.send_close(code if code else WSCloseCode.OK)
                transport.disconnect()
            elif frame.msg_type != WSMsgType.PONG:
                self.take_part(frame)
        except UnicodeDecodeError as error:
            self.fail(WSCloseCode.INVALID_TEXT, str(error))
        except Exception as error:
            self.finish(error)

    cdef take_part(self, WSFrame frame):
        cdef bint continues = frame.msg_type == WSMsgType.CONTINUATION
        cdef bytes whole
        if continues != (len(self.parts) > 0):
            self.fail(WSCloseCode.PROTOCOL_ERROR, "fragments out of order")
            return
        self.parts.append(frame.get_payload_as_bytes())
        if not continues:
            self.kind = frame.msg_type
        if frame.fin:
            whole = b"".join(self.parts)
            self.parts = []
            if self.kind == WSMsgType.TEXT:
                whole.decode("utf-8")
            self.take(self.kind, whole, len(whole))

    cdef take(self, WSMsgType kind, const char* reply, Py_ssize_t size):
        cdef bytearray message
        if self.exchange is None:
            self.trouble = Trouble("a message that nobody asked for")  # for the next block
            return
        message = self.exchange.take(kind, reply, size)
        if message is None:
            self.finish(None)
        else:
            self.transport.send(kind, message)

    cdef fail(self, WSCloseCode code, str sentence):
        self.transport.send_close(code)
        self.transport.disconnect()
        self.finish(Trouble(sentence))

    cpdef on_ws_disconnected(self, WSTransport transport):
        self.finish(Trouble("the connection ended"))

    cdef finish(self, error):
        self.exchange = None
        if self.done is not None and not self.done.done():
            self.done.set_exception(error) if error else self.done.set_result(None)
