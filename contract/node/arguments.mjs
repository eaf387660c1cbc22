// Arguments, the probe, and how a contender ends: what servers and clients share.
import { fstatSync, readdirSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

/** The largest message that the contract knows; limits must not be below it. */
export const maxMessageBytes = 64 << 20;

/** One sentence on stderr, and the end: 1 failed, 2 wrong usage, 77 cannot run here. */
export function fail(code, sentence) {
  writeSync(2, `${sentence}\n`);
  process.exit(code);
}

/** One line of JSON on stdout. */
export function say(answer) {
  writeSync(1, `${JSON.stringify(answer)}\n`);
}

/** The command line. `variants` by name; server options only where `isServer`. */
export function parse(variants, isServer) {
  const options = {
    variant: { type: 'string' },
    wait: { type: 'string', default: 'block' },
    probe: { type: 'boolean', default: false },
  };
  if (isServer) {
    options.listen = { type: 'string', default: '127.0.0.1:0' };
    options['tls-cert'] = { type: 'string' };
    options['tls-key'] = { type: 'string' };
  }
  let values;
  try {
    ({ values } = parseArgs({ options }));
  } catch (error) {
    fail(2, error.message);
  }
  const names = Object.keys(variants).join(', ');
  if (!Object.hasOwn(variants, values.variant ?? ''))
    fail(2, `--variant "${values.variant ?? ''}" does not exist; there are: ${names}`);
  if (values.wait !== 'block') fail(2, `--wait must be block, got "${values.wait}": the event loop cannot spin`);
  if (Boolean(values['tls-cert']) !== Boolean(values['tls-key']))
    fail(2, '--tls-cert and --tls-key must be given together');
  return values;
}

/** Answers --probe: versions of what was really loaded, and how the engine is set. */
export function sayProbe(versions, features) {
  const engine = process.versions.bun
    ? { bun: process.versions.bun }
    : { node: process.versions.node, v8: process.versions.v8, openssl: process.versions.openssl };
  const flags = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ').trim() || 'their defaults';
  say({
    versions: { ...engine, ...versions },
    features: `${features}; garbage collector and JIT at ${flags}`,
    footprint: process.versions.bun ? footprintOfBun() : footprintOfPackages(dirname(process.argv[1])),
  });
}

/** Its WebSocket server is a part of the runtime. */
function footprintOfBun() {
  return { packages: 1, bytes: statSync(process.execPath).size, what: 'Bun, of which its WebSockets are a part' };
}

/** The packages beside the program, but for the contract's own. */
function footprintOfPackages(folder) {
  const modules = join(folder, 'node_modules');
  const names = readdirSync(modules, { recursive: true })
    .filter((path) => basename(path) === 'package.json' && !path.startsWith('tare-contract'))
    .map((path) => dirname(path))
    .filter((path) => basename(dirname(path)) === 'node_modules' || dirname(path) === '.' || dirname(path).startsWith('@'));
  let bytes = 0;
  for (const name of names)
    for (const path of readdirSync(join(modules, name), { recursive: true, withFileTypes: true }))
      if (path.isFile()) bytes += statSync(join(path.parentPath ?? path.path, path.name)).size;
  return { packages: names.length, bytes, what: `npm packages: ${names.join(', ')}` };
}

/** Ends the process on SIGTERM, and when its stdin ends if somebody holds the other end. */
export function endOnSignal() {
  process.on('SIGTERM', () => process.exit(0));
}

export function endWithStdin() {
  const about = fstatSync(0);
  if (!about.isFIFO() && !about.isSocket()) return;
  process.stdin.on('end', () => process.exit(0));
  process.stdin.resume();
}
