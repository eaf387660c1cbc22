// The contract's side (contract/CONTRACT.md) for contenders in JavaScript: arguments, probe, JSON lines,
// payload, stamps, and the end. A contender brings its library and nothing else.
export { runServer } from './server.mjs';
export { runClient } from './client.mjs';
export { maxMessageBytes } from './arguments.mjs';
