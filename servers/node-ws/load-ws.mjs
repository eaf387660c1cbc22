// ws takes bufferutil, its optional native helper, when it is installed and nobody forbids it; so which of
// the two is weighed is decided before ws is loaded.
import { createRequire } from 'node:module';

export async function loadWs() {
  const isStock = process.argv.includes('stock') || process.argv.includes('--variant=stock');
  if (isStock) process.env.WS_NO_BUFFER_UTIL = '1';
  const require = createRequire(import.meta.url);
  const versions = { ws: require('ws/package.json').version };
  if (!isStock) {
    require('bufferutil'); // where it cannot be loaded, ws would go on without it in silence
    versions.bufferutil = require('bufferutil/package.json').version;
  }
  const features = isStock ? 'masking in JavaScript' : 'masking by bufferutil';
  return { ws: await import('ws'), versions, features };
}
