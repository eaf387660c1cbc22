// Bun.serve with WebSockets, which is uWebSockets behind Bun's interface.
import { maxMessageBytes, runServer } from 'tare-contract';

const tls13 = 0x0304; // as TLS itself numbers its versions

async function listen({ host, port, tls }) {
  const server = Bun.serve({
    hostname: host,
    port,
    tls: tls && { ...tls, minVersion: tls13 },
    fetch(request, server) {
      if (new URL(request.url).pathname !== '/echo') return new Response(null, { status: 404 });
      // Bun would confirm whatever subprotocol is asked for.
      request.headers.delete('sec-websocket-protocol');
      if (server.upgrade(request)) return undefined;
      return new Response(null, { status: 400 });
    },
    websocket: {
      maxPayloadLength: maxMessageBytes,
      backpressureLimit: 2 * maxMessageBytes,
      idleTimeout: 0,
      perMessageDeflate: false,
      message(ws, message) {
        ws.send(message);
      },
    },
  });
  return server.port;
}

await runServer({
  variants: { stock: listen },
  versions: { uwebsockets: process.versions.uwebsockets },
  features: 'Bun.serve',
});
