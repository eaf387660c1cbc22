# cython: language_level=3
"""The listener of server.py in Cython: picows calls it without going through Python. What it does is said there."""

from picows.picows cimport WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport


cdef class Echo(WSListener):
    cdef list parts
    cdef WSMsgType kind

    def __cinit__(self):
        self.parts = []
        self.kind = WSMsgType.BINARY

    cpdef on_ws_frame(self, WSTransport transport, WSFrame frame):
        cdef WSCloseCode code
        if frame.rsv1 or frame.rsv2 or frame.rsv3:
            fail(transport, WSCloseCode.PROTOCOL_ERROR)
        elif frame.msg_type == WSMsgType.BINARY and frame.fin and not self.parts:
            transport.send(WSMsgType.BINARY, frame.get_payload_as_memoryview())
        elif frame.msg_type == WSMsgType.CLOSE:
            code = frame.get_close_code()
            transport.send_close(code if code else WSCloseCode.OK, frame.get_close_message() if code else None)
            transport.disconnect()
        elif frame.msg_type != WSMsgType.PONG:
            self.take_part(transport, frame)

    cdef take_part(self, WSTransport transport, WSFrame frame):
        cdef bint continues = frame.msg_type == WSMsgType.CONTINUATION
        if continues != (len(self.parts) > 0):
            fail(transport, WSCloseCode.PROTOCOL_ERROR)
            return
        self.parts.append(frame.get_payload_as_bytes())
        if not continues:
            self.kind = frame.msg_type
        if not frame.fin:
            return
        message = b"".join(self.parts)
        self.parts = []
        try:
            transport.send(self.kind, message.decode("utf-8") if self.kind == WSMsgType.TEXT else message)
        except UnicodeDecodeError:
            fail(transport, WSCloseCode.INVALID_TEXT)


cdef fail(WSTransport transport, WSCloseCode code):
    transport.send_close(code)
    transport.disconnect()
