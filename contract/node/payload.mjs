// The message of the echo workload, and what its answers are held against.

const headerBytes = 16;
const wholeEvery = 256;

export class Payload {
  /** kind: 'binary' or 'text'; seed: a BigInt. */
  constructor(size, kind, seed) {
    this.kind = kind;
    this.bytes = Buffer.alloc(size);
    this.header = Buffer.alloc(headerBytes);
    const mask = 0xffff_ffff_ffff_ffffn;
    let x = seed === 0n ? 1n : seed;
    for (let i = headerBytes; i < size; i++) {
      x ^= x >> 12n;
      x ^= (x << 25n) & mask;
      x ^= x >> 27n;
      const top = Number(((x * 2685821657736338717n) & mask) >> 56n);
      this.bytes[i] = kind === 'text' ? 97 + (top % 26) : top;
    }
  }

  /** Writes the header of this message. Numbers stay below 2^53, so the highest bytes are 0. */
  number(connection, message) {
    const { header } = this;
    if (this.kind === 'binary') {
      header.writeUInt32LE(connection, 0);
      header.writeUInt32LE(message >>> 0, 8);
      header.writeUInt32LE(Math.floor(message / 0x1_0000_0000), 12);
    } else {
      header.latin1Write((connection & 0xffff).toString(16).padStart(4, '0'), 0);
      header.latin1Write(message.toString(16).padStart(12, '0'), 4);
    }
    header.copy(this.bytes, 0, 0, Math.min(headerBytes, this.bytes.length));
  }

  /**
   * What is wrong with the answer to the message that number() wrote last, or undefined. Looked at: type, length
   * and header; all of it for message 0, every 256th and where `whole`. `answer`: a Buffer.
   */
  verify(answer, isText, connection, message, whole) {
    const { bytes } = this;
    if (isText !== (this.kind === 'text') || answer.length !== bytes.length)
      return this.mismatch(answer, isText, connection, message);
    if (whole || message % wholeEvery === 0) {
      if (!bytes.equals(answer)) return this.mismatch(answer, isText, connection, message);
      return undefined;
    }
    const headed = Math.min(headerBytes, bytes.length);
    for (let i = 0; i < headed; i++)
      if (answer[i] !== bytes[i]) return this.mismatch(answer, isText, connection, message);
    return undefined;
  }

  mismatch(answer, isText, connection, message) {
    const place = `connection ${connection}, message ${message}`;
    const got = isText ? 'text' : 'binary';
    if (got !== this.kind) return `${place}: expected a ${this.kind} message, got a ${got} one`;
    if (answer.length !== this.bytes.length)
      return `${place}: expected ${this.bytes.length} bytes, got ${answer.length}`;
    const at = this.bytes.findIndex((byte, i) => answer[i] !== byte);
    const hex = (byte) => `0x${byte.toString(16).padStart(2, '0')}`;
    return `${place}: at offset ${at} expected ${hex(this.bytes[at])}, got ${hex(answer[at])}`;
  }
}
