# cython: language_level=3
"""The listener of server.py in Cython: picows calls it without going through Python."""

from picows.picows cimport WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport


cdef class Echo(WSListener):
    cdef list parts
    cdef WSMsgType kind

    def __cinit__(self):
        self.parts = []
        self.kind = WSMsgType.BINARY

    cpdef on_ws_frame(self, WSTransport transport, WSFrame frame):
        if frame.msg_type == WSMsgType.BINARY and frame.fin:
            transport.send(WSMsgType.BINARY, frame.get_payload_as_memoryview())
        elif frame.msg_type == WSMsgType.TEXT and frame.fin:
            self.send_text(transport, frame.get_payload_as_bytes())
        elif frame.msg_type == WSMsgType.BINARY or frame.msg_type == WSMsgType.TEXT:
            self.parts = [frame.get_payload_as_bytes()]
            self.kind = frame.msg_type
        elif frame.msg_type == WSMsgType.CONTINUATION:
            self.parts.append(frame.get_payload_as_bytes())
            if frame.fin and self.kind == WSMsgType.TEXT:
                self.send_text(transport, b"".join(self.parts))
            elif frame.fin:
                transport.send(self.kind, b"".join(self.parts))
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.send_close(frame.get_close_code(), frame.get_close_message())
            transport.disconnect()

    cdef send_text(self, WSTransport transport, bytes message):
        try:
            transport.send(WSMsgType.TEXT, message.decode("utf-8"))
        except UnicodeDecodeError:
            transport.send_close(WSCloseCode.INVALID_TEXT)
            transport.disconnect()
