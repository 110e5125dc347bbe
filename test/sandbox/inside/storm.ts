/**
 * Connects to a socket without asking anything there, as often as it takes connections: what is refused is tried again, so that no
 * room is left. Prints a line once that is so.
 */

import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const [path = ''] = process.argv.slice(2);
const CONNECTIONS = 5000;
let isFull = false;

function hold(): void {
  const socket = connect(path);
  socket.on('error', () => {
    if (!isFull) process.stdout.write('full\n');
    isFull = true;
    void pause(50).then(hold);
  });
}

for (let made = 0; made < CONNECTIONS; made += 1) hold();
