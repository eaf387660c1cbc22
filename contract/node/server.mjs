// A server under test.
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';

import { endOnSignal, endWithStdin, fail, parse, say, sayProbe } from './arguments.mjs';

/**
 * The main function of a server contender.
 *
 * variants: by name, each an async function ({host, port, tls}) that listens and resolves to the port; tls is
 * undefined or {cert, key} (PEM text), and TLS 1.3 is what is wanted. versions, features: for the probe.
 */
export async function runServer({ variants, versions, features }) {
  const options = parse(variants, true);
  if (options.probe) return sayProbe(versions, features);
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|(.*)):(\d+)$/.exec(options.listen) ?? [];
  const host = bracketed ?? plain;
  if (!host || !isIP(host)) fail(2, `--listen: expected ADDRESS:PORT, got "${options.listen}"`);
  const listen = variants[options.variant];
  const ready = {};
  try {
    ready.ws = await listen({ host, port: Number(port) });
    if (options['tls-cert']) {
      const tls = { cert: readFileSync(options['tls-cert'], 'utf8'), key: readFileSync(options['tls-key'], 'utf8') };
      ready.wss = await listen({ host, port: 0, tls });
    }
  } catch (error) {
    fail(1, `cannot listen on ${options.listen}: ${error.message}`);
  }
  endOnSignal();
  endWithStdin();
  say({ ready });
}
