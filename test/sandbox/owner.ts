/** Boots a sandbox, says which process is its PID 1, and waits for the command to end, or to be killed. */

import { createInterface } from 'node:readline';
import { bootSandbox } from '../../sandbox/sandbox.ts';

const sandbox = await bootSandbox({ units: [] });
console.log(JSON.stringify({ name: sandbox.name, initPid: sandbox.initPid }));
for await (const order of createInterface(process.stdin)) {
  if (order === 'exit') process.exit(3);
  throw new Error('an error without a handler');
}
