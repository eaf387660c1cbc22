// A client under test: one command a line in, one answer a line out.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { endOnSignal, maxMessageBytes, parse, say, sayProbe } from './arguments.mjs';
import { Block, letGo } from './block.mjs';

const members = {
  open: ['url', 'connections', 'ca_file', 'deflate'],
  block: ['workload', 'size_bytes', 'kind', 'duration_ns', 'deadline_ns', 'seed'],
  go: [],
  save: ['times_file'],
  close: [],
};

/**
 * The main function of a client contender.
 *
 * variants: by name, each an async function (url, ca) that connects (ca: PEM text, for wss:, against which
 * and the URL's name the certificate is verified) and resolves to a connection: send(bytes, isText); close(), which does the closing
 * handshake and resolves when the TCP connection has ended, within about a second; and it calls its own
 * onMessage(buffer, isText) and onLoss(why). versions, features: for the probe.
 */
export function runClient({ variants, versions, features }) {
  const options = parse(variants, false);
  if (options.probe) return sayProbe(versions, features);
  endOnSignal();
  const talk = new Conversation(variants[options.variant]);
  const lines = createInterface({ input: process.stdin });
  let turn = Promise.resolve(); // answers in the order of the commands
  lines.on('line', (line) => {
    turn = turn.then(async () => sayNumbers(await talk.answer(line)));
  });
  lines.on('close', () => turn.then(() => process.exit(0)));
  say({ ready: {} });
}

/** JSON.stringify knows no BigInt; stamps are larger than what a double holds exactly. */
function sayNumbers(answer) {
  const { ran } = answer;
  if (!ran) return say(answer);
  const texts = Object.entries(ran).map(([name, value]) => `"${name}":${value}`);
  process.stdout.write(`{"ran":{${texts.join(',')}}}\n`);
}

class Conversation {
  constructor(dial) {
    this.dial = dial;
    this.connections = undefined;
    this.armed = undefined; // the block that "go" will run, or has run
  }

  async answer(line) {
    try {
      if (line === '{"do":"go"}') return await this.go(); // the one command that is weighed is not parsed
      const { do: name, ...request } = JSON.parse(line);
      if (!Object.hasOwn(members, name))
        throw new Error(`"${name}" is not a command; there are: ${Object.keys(members).join(', ')}`);
      for (const member of Object.keys(request))
        if (!members[name].includes(member)) throw new Error(`${name}: "${member}" is not a member of this command`);
      // JSON numbers are doubles here; a seed is all 64 bits.
      if (name === 'block') request.seed = /"seed"\s*:\s*(\d+)/.exec(line)?.[1] ?? '1';
      return await this[name](request);
    } catch (error) {
      return { error: error.message };
    }
  }

  async open({ url, connections = 1, ca_file: caFile, deflate = false }) {
    if (this.connections) throw new Error('open: is open already, close first');
    if (deflate) throw new Error('open: this client offers no compression');
    const ca = url.startsWith('wss:') ? readFileSync(caFile, 'utf8') : undefined;
    this.connections = [];
    try {
      for (let i = 0; i < connections; i++) {
        const connection = await this.dial(url, ca);
        letGo(connection);
        this.connections.push(connection);
      }
    } catch (error) {
      await this.close();
      throw new Error(`open: ${error.message}`);
    }
    return { opened: connections };
  }

  block(request) {
    const { workload, size_bytes: size, kind, duration_ns: duration, deadline_ns: deadline } = request;
    this.armed = undefined;
    if (!this.connections) throw new Error('block: nothing is open');
    if (workload !== 'echo') throw new Error(`block: only echo is known, asked for "${workload}"`);
    if (kind !== 'binary' && kind !== 'text') throw new Error(`block: "kind" must be binary or text, got "${kind}"`);
    if (!(size >= 0 && size <= maxMessageBytes && duration > 0 && deadline > 0))
      throw new Error('block: size_bytes must be 0 to 64 MiB, duration_ns and deadline_ns above 0');
    this.armed = new Block(request, this.connections);
    return { armed: true };
  }

  async go() {
    if (!this.armed || this.armed.ran) throw new Error('go: no block is armed');
    const answer = await this.armed.run();
    if (answer.error) this.armed = undefined;
    return answer;
  }

  save({ times_file: file }) {
    if (!this.armed?.ran) throw new Error('save: no block has run');
    return { saved: this.armed.save(file) };
  }

  async close() {
    await Promise.all((this.connections ?? []).map((connection) => connection.close()));
    this.connections = this.armed = undefined;
    return { closed: true };
  }
}
