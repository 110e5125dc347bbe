// Measures, on the host, an edit of one account's PHP, from the rename of the file until PHP answers by it, and the requests
// of another account meanwhile and without. Arguments: how many rounds. Prints medians of seconds as JSON.

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { nameOf } from '../account-name.ts';
import { median } from '../figure.ts';

const rounds = Number(process.argv[2] ?? 9);
const REST_MS = 1500;
const [edited, other] = [nameOf(0), nameOf(1)];
const file = `/etc/jopanel/users/${edited}/services.json`;

function page(user: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = connect(80, '127.0.0.1');
    let answer = '';
    asked.on('data', (bytes) => {
      answer += bytes.toString('latin1');
    });
    asked.once('error', reject);
    asked.once('close', () => resolve(answer));
    asked.write(`GET /index.php HTTP/1.1\r\nHost: ${user}.example\r\nConnection: close\r\n\r\n`);
  });
}

/** Asks the other account without a pause until `isOver`. @returns seconds of each request */
async function askOther(isOver: () => boolean): Promise<number[]> {
  const seconds: number[] = [];
  while (!isOver()) {
    const start = performance.now();
    const answer = await page(other);
    if (!answer.includes('vars=')) throw new Error(`${other} answered ${answer}`);
    seconds.push((performance.now() - start) / 1000);
    await pause(5);
  }
  return seconds;
}

function setVars(count: number): void {
  const services = JSON.parse(readFileSync(file, 'utf8'));
  services.php.settings = { max_input_vars: count };
  writeFileSync(`${file}.tmp`, `${JSON.stringify(services, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
}

await page(edited);
const figures = { edit: [] as number[], during: [] as number[], without: [] as number[] };
for (let round = 0; round < rounds; round++) {
  const vars = 2000 + round;
  let isOver = false;
  const asking = askOther(() => isOver);
  setVars(vars);
  const start = performance.now();
  while (!(await page(edited)).includes(`vars=${vars}`)) await pause(5);
  const took = performance.now() - start;
  isOver = true;
  figures.edit.push(took / 1000);
  figures.during.push(...(await asking));
  await pause(REST_MS);
  // As busy as before, though nothing is edited.
  const until = performance.now() + took;
  isOver = false;
  const quiet = askOther(() => isOver);
  while (performance.now() < until) {
    await page(edited);
    await pause(5);
  }
  isOver = true;
  figures.without.push(...(await quiet));
}
const { edit, during, without } = figures;
console.log(JSON.stringify({ edit: median(edit), during: median(during), without: median(without) }));
