// The server of ws, as its documentation has several servers on one HTTP server.
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';

import { maxMessageBytes, runServer } from 'tare-contract';

import { loadWs } from './load-ws.mjs';

const listen = async ({ host, port, tls }, { WebSocketServer }) => {
  const server = tls ? createSecureServer({ ...tls, minVersion: 'TLSv1.3' }) : createServer();
  const echo = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, handleProtocols: () => false });
  echo.on('connection', (ws) => {
    ws.on('error', () => {}); // ws closes the connection, with the code that says why
    ws.on('message', (data, isBinary) => ws.send(data, { binary: isBinary }));
  });
  server.on('request', (request, response) => {
    response.writeHead(request.url === '/echo' ? 426 : 404).end();
  });
  server.on('upgrade', (request, socket, head) => {
    if (request.url === '/echo')
      return echo.handleUpgrade(request, socket, head, (ws) => echo.emit('connection', ws, request));
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  server.on('tlsClientError', () => {});
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return server.address().port;
};

const { ws, versions, features } = await loadWs();
await runServer({
  variants: { stock: (where) => listen(where, ws), bufferutil: (where) => listen(where, ws) },
  versions,
  features,
});
