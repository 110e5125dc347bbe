// Measures, on the host, the time from the rename of a file to the first answer under a new name.
// Arguments: how many rounds. Prints medians of seconds as JSON: by jopanel, by hand, by a bare signal.
import { spawnSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { median } from '../figure.ts';
import { renameIntoPlace, stageAlias } from './alias-edit.ts';
import { statusUnder } from './answers.ts';

const rounds = Number(process.argv[2] ?? 5);
const byHand = '/etc/nginx/conf.d/by-hand.conf';
const pid = Number(readFileSync('/run/nginx.pid', 'utf8'));

const figures = { jopanel: [] as number[], hand: [] as number[], signal: [] as number[] };
for (let round = 0; round < rounds; round++) {
  const name = `r${round}.acct00000.example`;
  stageAlias('acct00000', name);
  renameIntoPlace('acct00000');
  figures.jopanel.push(await timeUntil(name, 403));
  await pause(1500);

  const hand = `hand${round}.example`;
  write(byHand, server(hand));
  figures.hand.push(
    await timeUntil(hand, 418, () => {
      spawnSync('nginx', ['-t']);
      spawnSync('nginx', ['-s', 'reload']);
    }),
  );
  await pause(500);

  const signal = `signal${round}.example`;
  write(byHand, server(signal));
  figures.signal.push(await timeUntil(signal, 418, () => process.kill(pid, 'SIGHUP')));
  await pause(500);
}
console.log(
  JSON.stringify({
    jopanel: median(figures.jopanel),
    hand: median(figures.hand),
    signal: median(figures.signal),
  }),
);

function server(name: string): string {
  return `server { listen 80; server_name ${name}; return 418; }\n`;
}

/** Temporary and rename, as a careful person does it; the clock starts in `timeUntil` right after. */
function write(file: string, text: string): void {
  writeFileSync(`${file}.tmp`, text, { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
}

async function timeUntil(name: string, status: number, act?: () => void): Promise<number> {
  const start = performance.now();
  act?.();
  while ((await statusUnder(name)) !== status) {
    if (performance.now() - start > 60_000) throw new Error(`${name} was not served within a minute`);
    await pause(1);
  }
  return (performance.now() - start) / 1000;
}
