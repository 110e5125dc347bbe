// Measures, on the host, how long the PHP activator takes to be ready for many sleeping accounts, and its memory.
// Arguments: how many. Prints seconds and MiB as JSON.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const count = Number(process.argv[2] ?? 10_000);
const folder = '/var/lib/jopanel/php';
const [first = ''] = readdirSync(folder);
const order = readFileSync(`${folder}/${first}`, 'utf8');
const like = first.replace('.json', '');
mkdirSync(folder, { recursive: true });
const names = Array.from({ length: count }, (_, index) => `slpr${String(index).padStart(6, '0')}`);
for (const name of names) {
  writeFileSync(`${folder}/${name}.json`, order.replaceAll(like, name), { mode: 0o600 });
}
execFileSync('systemctl', ['stop', 'jopanel-php']);
const start = performance.now();
execFileSync('systemctl', ['start', 'jopanel-php']);
const seconds = (performance.now() - start) / 1000;
const pid = execFileSync('systemctl', ['show', '--property=MainPID', '--value', 'jopanel-php'], {
  encoding: 'utf8',
});
const [, kib = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid.trim()}/status`, 'utf8')) ?? [];
for (const name of names) rmSync(`${folder}/${name}.json`);
execFileSync('systemctl', ['restart', 'jopanel-php']);
console.log(JSON.stringify({ seconds, mib: Number(kib) / 1024 }));
