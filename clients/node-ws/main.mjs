// The client of ws, as its documentation begins.
import { maxMessageBytes, runClient } from 'tare-contract';

import { loadWs } from './load-ws.mjs';

const dial = (url, ca, { WebSocket }) =>
  new Promise((resolve, reject) => {
    const ws = new WebSocket(url, {
      perMessageDeflate: false,
      maxPayload: maxMessageBytes,
      handshakeTimeout: 5000,
      ca,
      minVersion: 'TLSv1.3',
    });
    let why = 'the connection was closed';
    const connection = {
      send: (bytes, isText) => ws.send(bytes, { binary: !isText }),
      close: () =>
        new Promise((closed) => {
          if (ws.readyState === WebSocket.CLOSED) return closed();
          const giveUp = setTimeout(() => ws.terminate(), 1000);
          ws.once('close', () => {
            clearTimeout(giveUp);
            closed();
          });
          ws.close(1000);
        }),
    };
    ws.on('message', (data, isBinary) => connection.onMessage(data, !isBinary));
    ws.on('error', (error) => {
      why = error.message;
      reject(error);
    });
    ws.on('close', () => connection.onLoss?.(why));
    ws.on('open', () => resolve(connection));
  });

const { ws, versions, features } = await loadWs();
runClient({
  variants: { stock: (url, ca) => dial(url, ca, ws), bufferutil: (url, ca) => dial(url, ca, ws) },
  versions,
  features,
});
