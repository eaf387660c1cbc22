// Bun's own WebSocket, the web platform's interface.
import { runClient } from 'tare-contract';

const tls13 = 0x0304; // as TLS itself numbers its versions

const dial = (url, ca) =>
  new Promise((resolve, reject) => {
    const ws = new WebSocket(url, {
      perMessageDeflate: false,
      tls: ca === undefined ? undefined : { ca, minVersion: tls13 },
    });
    ws.binaryType = 'nodebuffer';
    let why = 'the connection was closed';
    const connection = {
      send: (bytes, isText) => ws.send(isText ? bytes.latin1Slice() : bytes),
      close: () =>
        new Promise((closed) => {
          if (ws.readyState === WebSocket.CLOSED) return closed();
          const giveUp = setTimeout(() => ws.terminate(), 1000);
          ws.addEventListener('close', () => {
            clearTimeout(giveUp);
            closed();
          });
          ws.close(1000);
        }),
    };
    ws.addEventListener('message', ({ data }) => {
      const isText = typeof data === 'string';
      connection.onMessage(isText ? Buffer.from(data) : data, isText);
    });
    ws.addEventListener('error', (event) => {
      why = event.message || 'the connection failed';
      reject(new Error(why));
    });
    ws.addEventListener('close', ({ code, reason }) => {
      why = reason || `closed with ${code}`;
      reject(new Error(why));
      connection.onLoss?.(why);
    });
    ws.addEventListener('open', () => resolve(connection));
  });

runClient({ variants: { stock: dial }, versions: { usockets: process.versions.usockets }, features: "Bun's WebSocket" });
