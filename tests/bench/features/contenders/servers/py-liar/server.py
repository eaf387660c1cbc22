"""An echo server that does or declares one thing otherwise, named by --variant; "honest" does as it declares."""

import argparse
import json
import os
import pathlib
import queue
import signal
import socket
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[4] / "check" / "contenders"))
from sloppy import Failed, Peer, Reader, accept_for, frame  # noqa: E402

FRAGMENT = 65536
MOST_CONNECTIONS = 5  # of "refuses-connections"


def open_connection(connection, reader, fault):
    first, fields = reader.head()
    more = ""
    if fault == "chooses-a-subprotocol" and "sec-websocket-protocol" in fields:
        more = f"Sec-WebSocket-Protocol: {fields['sec-websocket-protocol'].split(',')[0]}\r\n"
    if fault == "compresses-unasked" and "sec-websocket-extensions" in fields:
        more = "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n"
    connection.sendall(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        f"Sec-WebSocket-Accept: {accept_for(fields['sec-websocket-key'])}\r\n{more}\r\n").encode())


def send_later(connection):
    """A sender that takes everything at once and keeps what cannot be sent: no back-pressure."""
    waiting = queue.SimpleQueue()

    def drain():
        try:
            while True:
                connection.sendall(waiting.get())
        except OSError:
            pass

    threading.Thread(target=drain, daemon=True).start()
    return waiting.put


def serve(connection, fault):
    reader = Reader(connection)
    put = send_later(connection) if fault == "reads-everything" else connection.sendall

    def send(opcode, payload):
        if fault == "sends-fragments" and len(payload) > FRAGMENT:
            for at in range(0, len(payload), FRAGMENT):
                last = 0x80 if at + FRAGMENT >= len(payload) else 0
                put(frame(opcode if at == 0 else 0, payload[at:at + FRAGMENT], None, last))
        else:
            put(frame(opcode, payload))

    try:
        open_connection(connection, reader, fault)
        peer = Peer(reader, send, fault, masked=1)
        while message := peer.message():
            if message[0] == 1 and fault == "dies-of-text":
                os._exit(3)
            send(2 if fault == "one-kind" else message[0], message[1])
    except Failed as failed:
        send(8, failed.code.to_bytes(2, "big"))
    except OSError:
        pass
    try:
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(0.2)
        while connection.recv(1 << 16):
            pass
    except OSError:
        pass
    connection.close()


def main():
    arguments = argparse.ArgumentParser(allow_abbrev=False)  # --tls-cert is unknown here, and so ends it
    arguments.add_argument("--variant")
    arguments.add_argument("--wait")
    arguments.add_argument("--listen")
    arguments.add_argument("--probe", action="store_true")
    options = arguments.parse_args()
    fault = options.variant
    if options.probe:
        answer = {"versions": {"python": sys.version.split()[0]}, "features": "no accelerator"}
        if fault == "honest":
            answer["footprint"] = {"packages": 2, "bytes": 123456, "what": "two packages that nobody has seen"}
        if fault == "dies-of-text":
            answer["footprint"] = {"packages": "many"}
        print(json.dumps(answer))
        return
    if fault == "leaves-a-child":
        child = subprocess.Popen(["sleep", "600"])
        with open(os.environ["TARE_TEST_CHILDREN"], "a", encoding="utf-8") as file:
            file.write(f"{child.pid}\n")
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    print(json.dumps({"ready": {"ws": listener.getsockname()[1]}}), flush=True)
    served = 0
    while True:
        connection, _ = listener.accept()
        served += 1
        if fault == "refuses-connections" and served > MOST_CONNECTIONS:
            connection.close()
            continue
        threading.Thread(target=serve, args=(connection, fault), daemon=True).start()


if __name__ == "__main__":
    main()
