/**
 * Makes the socket of one PHP-FPM as root, hands it to an FPM that runs as the account, and ends. It is
 * a process of its own because Node takes connections from every socket that it listens on itself.
 *
 *   node start-fpm.ts '{"name": …, "socket": …, "pidFile": …, "logFile": …}'
 */

import { spawn } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { COMMAND_ENVIRONMENT } from '../../commands/run-command.ts';
import { giveSocket, removeIfThere } from './php-sockets.ts';
import { fpmCommand } from './systemd-fpm-runner.ts';

const fpm = JSON.parse(process.argv[2] ?? '');
removeIfThere(fpm.socket);
mkdirSync(path.dirname(fpm.pidFile), { recursive: true, mode: 0o700 });
const log = openSync(fpm.logFile, 'w', 0o600);
const server = createServer();
server.listen(fpm.socket, () => {
  giveSocket(fpm.socket, fpm.socketOwner);
  const asAccount = ['--reuid', String(fpm.uid), '--regid', String(fpm.gid), '--init-groups', '--'];
  const master = spawn('setpriv', [...asAccount, ...fpmCommand(fpm)], {
    cwd: '/',
    env: { ...COMMAND_ENVIRONMENT, FPM_SOCKETS: `${fpm.listen}=3` },
    stdio: ['ignore', log, log, descriptorOf(server)],
    detached: true,
  });
  writeFileSync(fpm.pidFile, String(master.pid));
  // Without closing the server, which would take the name of the socket away.
  process.exit(0);
});

/** Node has no public name for it. */
function descriptorOf(listening: object): number {
  const handle: unknown = Reflect.get(listening, '_handle');
  const descriptor: unknown =
    typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : undefined;
  if (typeof descriptor !== 'number') throw new TypeError('the socket has no descriptor');
  return descriptor;
}
