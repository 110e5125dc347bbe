/**
 * Runs on the host as root: has sshd execute itself again, stops it before it listens for signals, and reloads it
 * then through the same port as the daemon; it goes on a moment later. Prints what went wrong.
 */

import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { sshd } from '../../../services/sshd/service.ts';
import { createServices } from '../../../src/host/linux/services.ts';
import { isInMask } from '../../../src/host/proc/caught-signals.ts';

const pid = Number(readFileSync('/run/sshd.pid', 'utf8'));
const of = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'latin1');
const listens = () => isInMask('SigCgt', of('status'), 'SIGHUP');

do {
  process.kill(pid, 'SIGCONT');
  while (!listens()) await pause(1);
  const before = of('auxv');
  process.kill(pid, 'SIGHUP');
  while (of('auxv') === before);
  process.kill(pid, 'SIGSTOP');
  while (!/^State:\s*T/m.test(of('status')));
} while (listens());

const reloaded = createServices('/run/jopanel', 'systemd')
  .reload(sshd)
  .then(() => '', String);
await pause(300);
process.kill(pid, 'SIGCONT');
console.log(JSON.stringify({ error: await reloaded }));
