// One stretch of the echo workload, driven by the messages that come in.
import { closeSync, openSync, writeSync } from 'node:fs';

import { now } from './clock.mjs';
import { makeBody, Payload } from './payload.mjs';

/** Between blocks nothing is listened to; a connection that is lost meanwhile is remembered. */
export function letGo(connection) {
  connection.onMessage = () => {};
  connection.onLoss = (why) => {
    connection.lost = why;
  };
}

export class Block {
  /** connections: {send(bytes, isText)}, onMessage and onLoss of which this block takes over. */
  constructor(request, connections) {
    this.request = request;
    this.connections = connections;
    this.ran = false;
    // Enough for a message each 2 µs; more costs an allocation. fill() touches the pages.
    const perMessage = connections.length === 1 ? 1 : 2;
    const room = Math.min(Math.max(Math.floor(request.duration_ns / 2000), 1024), 4 << 20);
    this.stamps = new BigInt64Array(room * perMessage + 1).fill(1n);
    this.used = 0;
    const body = makeBody(request.size_bytes, request.kind, BigInt(request.seed));
    this.payloads = connections.map(() => new Payload(body, request.kind));
  }

  /** The work. Resolves to the answer to "go". */
  run() {
    const { request, connections } = this;
    const alone = connections.length === 1;
    const isText = request.kind === 'text';
    return new Promise((resolve) => {
      let open = connections.length;
      let operations = 0;
      let watch;
      const finish = (answer) => {
        clearTimeout(watch);
        connections.forEach(letGo);
        resolve(answer);
      };
      const started = now();
      const end = started + BigInt(request.duration_ns);
      const sentAt = connections.map(() => started);
      if (alone) this.push(started);

      connections.forEach((connection, index) => {
        if (connection.lost) return finish({ error: `connection ${index}: ${connection.lost}` });
        const payload = this.payloads[index];
        let message = 0;
        const send = () => {
          payload.number(index, message);
          connection.send(payload.bytes, isText);
        };
        connection.onLoss = (why) => finish({ error: `connection ${index}, message ${message}: ${why}` });
        connection.onMessage = (answer, answerIsText) => {
          const wrong = payload.verify(answer, answerIsText, index, message, false);
          if (wrong) return finish({ error: wrong });
          const received = now();
          if (!alone) this.push(sentAt[index]);
          this.push(received);
          operations += 1;
          if (received < end) {
            sentAt[index] = received;
            message += 1;
            return send();
          }
          const wrongAtLast = payload.verify(answer, answerIsText, index, message, true);
          if (wrongAtLast) return finish({ error: wrongAtLast });
          connection.onMessage = () => finish({ error: `connection ${index}: a message that nobody asked for` });
          sentAt[index] = undefined;
          if (--open > 0) return;
          this.ran = true;
          finish({
            ran: { operations, bytes: operations * request.size_bytes, started_ns: started, ended_ns: now() },
          });
        };
        send();
      });

      // One timer a block: a deadline on each message would be weighed with it.
      const deadline = BigInt(request.deadline_ns);
      const look = () => {
        const silent = sentAt.findIndex((sent) => sent !== undefined && now() - sent > deadline);
        if (silent >= 0)
          return finish({ error: `connection ${silent}: silence for ${request.deadline_ns / 1e6} ms` });
        watch = setTimeout(look, Math.max(request.deadline_ns / 4e6, 1));
      };
      if (open > 0) watch = setTimeout(look, Math.max(request.deadline_ns / 4e6, 1));
    });
  }

  push(stamp) {
    if (this.used === this.stamps.length) {
      const larger = new BigInt64Array(this.stamps.length * 2);
      larger.set(this.stamps);
      this.stamps = larger;
    }
    this.stamps[this.used++] = stamp;
  }

  /** Writes the stamps (little-endian on every machine that Node.js runs on but s390x); returns how many. */
  save(file) {
    const bytes = new Uint8Array(this.stamps.buffer, 0, 8 * this.used);
    const to = openSync(file, 'w', 0o600);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(to, bytes, at);
    } finally {
      closeSync(to);
    }
    return this.used;
  }
}
