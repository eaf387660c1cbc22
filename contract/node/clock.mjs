// Stamps of CLOCK_MONOTONIC, as a BigInt of nanoseconds.

/**
 * What must be added to hrtime. Node.js reads CLOCK_MONOTONIC itself; Bun counts from the process's start, so
 * that the C library is asked once how far apart the two are.
 */
async function offset() {
  if (!process.versions.bun) return 0n;
  const { dlopen, ptr } = await import('bun:ffi');
  const libc = dlopen('libc.so.6', { clock_gettime: { args: ['int', 'ptr'], returns: 'int' } });
  const clockMonotonic = 1;
  const time = new BigInt64Array(2); // struct timespec on 64-bit machines, the only ones that Bun runs on
  libc.symbols.clock_gettime(clockMonotonic, ptr(time));
  const hrtime = process.hrtime.bigint();
  libc.close();
  return time[0] * 1_000_000_000n + time[1] - hrtime;
}

const apart = await offset();

export const now = apart === 0n ? process.hrtime.bigint : () => process.hrtime.bigint() + apart;
