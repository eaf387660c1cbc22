// The message of the echo workload, and what its answers are held against.

const headerBytes = 16;
const wholeEvery = 256;

/**
 * The bytes of a message, of which the first 16 are still 0; seed: a BigInt. xorshift64* in two halves of 32
 * bits, since a BigInt for each of a million bytes takes seconds.
 */
export function makeBody(size, kind, seed) {
  const body = Buffer.alloc(size);
  const multiplier = { high: 0x2545f491, low: 0x4f6cdd1d }; // 2685821657736338717
  const x = seed === 0n ? 1n : seed;
  let high = Number(x >> 32n) | 0;
  let low = Number(x & 0xffff_ffffn) | 0;
  for (let i = headerBytes; i < size; i++) {
    low ^= (low >>> 12) | (high << 20);
    high ^= high >>> 12;
    high ^= (high << 25) | (low >>> 7);
    low ^= low << 25;
    low ^= (low >>> 27) | (high << 5);
    high ^= high >>> 27;
    const product =
      Math.imul(high, multiplier.low) + Math.imul(low, multiplier.high) + highHalf(low, multiplier.low);
    const top = (product >>> 24) & 0xff;
    body[i] = kind === 'text' ? 97 + (top % 26) : top;
  }
  return body;
}

/** The upper 32 bits of the product of two unsigned 32-bit numbers, from products of 16 bits. */
function highHalf(a, b) {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = (Math.imul(aHigh, bLow) >>> 0) + (Math.imul(aLow, bLow) >>> 16);
  const other = (Math.imul(aLow, bHigh) >>> 0) + (middle & 0xffff);
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (other >>> 16)) | 0;
}

export class Payload {
  /** kind: 'binary' or 'text'; body: what makeBody() made, of which this takes a copy. */
  constructor(body, kind) {
    this.kind = kind;
    this.bytes = Buffer.from(body);
    this.header = Buffer.alloc(headerBytes);
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
