// Starts a process that will not end, and ends it, again and again. Arguments: the uid, rounds, and the ways.
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endProcessesWhole } from '../../../src/host/linux/processes/end-processes.ts';
import { runningUids } from '../../../src/host/linux/processes/running-uids.ts';

const [uid = 0, rounds = 0] = process.argv.slice(2, 4).map(Number);
const ways = process.argv.slice(4);
const program = fileURLToPath(new URL('hold-out.pl', import.meta.url));
const folder = '/run/hold-out';
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
chmodSync(folder, 0o1777);
const result = { rounds: 0, left: 0, writtenAfter: 0, slowestMs: 0, failures: new Set<string>() };

const size = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

for (let round = 0; round < rounds; round += 1) {
  const file = `${folder}/${round}`;
  const argv = [
    `--reuid=${uid}`,
    `--regid=${uid}`,
    '--clear-groups',
    'perl',
    program,
    ways[round % ways.length] ?? '',
    file,
  ];
  spawn('setpriv', argv, { stdio: 'ignore', detached: true, cwd: '/' }).unref();
  while (size(file) === 0) await pause(2);
  const startedAt = performance.now();
  for (const why of (await endProcessesWhole([{ name: 'holdout', uid, gid: uid }])).values())
    result.failures.add(why);
  result.slowestMs = Math.max(result.slowestMs, Math.round(performance.now() - startedAt));
  const written = size(file);
  if ((await runningUids([uid])).size > 0) result.left += 1;
  if (size(file) !== written) result.writtenAfter += 1;
  result.rounds += 1;
}
console.log(JSON.stringify({ ...result, failures: [...result.failures] }));
