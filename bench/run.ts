// npm run bench: measures everything in one run, and writes the figures to bench/results/ and docs/benchmarks.md.
// Arguments: --accounts N (1,000), --many N (10,000); the names of cases to measure these alone, and write nothing but the
// curves of `growth`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { convergeOnce, hostWith } from './bench-host.ts';
import { coldStart } from './cases/cold-start.ts';
import { create } from './cases/create.ts';
import { databases } from './cases/databases.ts';
import { oneEdit } from './cases/edit.ts';
import { growth } from './cases/growth.ts';
import { massEdit } from './cases/mass-edit.ts';
import { mirror } from './cases/mirror.ts';
import { php } from './cases/php.ts';
import { phpBesideShared } from './cases/php-beside-shared.ts';
import { phpEdit } from './cases/php-edit.ts';
import { resync } from './cases/resync.ts';
import { statusLoad } from './cases/status-load.ts';
import { type Curve, growthChart, growthTable } from './curve.ts';
import type { Figure } from './figure.ts';
import { chartOf, pageWith, tableOf } from './report.ts';

const CASES = [
  'resync',
  'edit',
  'mass-edit',
  'status-load',
  'php',
  'php-beside-shared',
  'php-edit',
  'create',
  'create-ext4',
  'databases',
  'mirror',
  'cold-start',
  'growth',
] as const;
type Case = (typeof CASES)[number];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { accounts: { type: 'string', default: '1000' }, many: { type: 'string', default: '10000' } },
});
const accounts = Number(values.accounts);
// nginx has two logs open for each account, and no more files than this machine's hard limit allows.
const most = Math.floor((openFilesLimit() - 200) / 2);
const many = Math.min(Number(values.many), most);
const unknown = positionals.filter((name) => !CASES.some((each) => each === name));
if (unknown.length > 0) throw new Error(`no such case: ${unknown.join(', ')}; there are ${CASES.join(', ')}`);
const isWanted = (...names: Case[]) =>
  positionals.length === 0 || names.some((name) => positionals.includes(name));
const figures: Figure[] = [];
let curves: readonly Curve[] = [];

function openFilesLimit(): number {
  const [, hard] = /^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return hard === undefined ? Number.POSITIVE_INFINITY : Number(hard);
}

function done(figure: Figure): Figure {
  figures.push(figure);
  process.stderr.write(tableOf([figure]).split('\n').slice(2).join('\n'));
  return figure;
}

process.stderr.write(`measuring with ${accounts} accounts; this takes some minutes\n`);
if (isWanted('php')) {
  await using host = await hostWith(accounts);
  // A minute for each round would be long.
  await host.writeFile('/etc/jopanel/jopaneld.json', '{ "php_idle_minutes": 0.01 }');
  await convergeOnce(host);
  for (const figure of await php(host)) done(figure);
}
if (isWanted('php-beside-shared')) {
  await using host = await hostWith(accounts);
  await convergeOnce(host);
  for (const figure of await phpBesideShared(host, accounts)) done(figure);
}
if (isWanted('php-edit')) for (const figure of await phpEdit()) done(figure);
if (isWanted('resync', 'edit', 'mass-edit', 'status-load')) {
  await using host = await hostWith(accounts);
  await convergeOnce(host);
  if (isWanted('resync')) done(await resync(host));
  await host.run(['systemctl', 'start', 'jopaneld']);
  if (isWanted('edit', 'mass-edit')) {
    const edit = done(await oneEdit(host, accounts));
    if (isWanted('mass-edit')) done(await massEdit(host, accounts / 2, edit.seconds + 0.1));
  }
  if (isWanted('status-load')) done(await statusLoad(host, accounts / 2));
}
if (isWanted('create')) done(await create(accounts, 'memory'));
if (isWanted('create-ext4')) done(await create(accounts, 'disk'));
if (isWanted('databases')) done(await databases(200));
if (isWanted('mirror')) done(await mirror(Number(values.many)));
if (isWanted('cold-start')) {
  await using host = await hostWith(many);
  await convergeOnce(host);
  done(await coldStart(host, many));
}

if (isWanted('growth'))
  curves = await growth((size) => process.stderr.write(`growth: ${size} accounts measured\n`));

process.stdout.write(curves.length > 0 && figures.length === 0 ? growthTable(curves) : tableOf(figures));
const folder = new URL('results/', import.meta.url);
const page = new URL('../docs/benchmarks.md', import.meta.url);
mkdirSync(folder, { recursive: true });
if (curves.length > 0) {
  writeFileSync(new URL('growth.json', folder), `${JSON.stringify(curves, null, 2)}\n`);
  writeFileSync(new URL('growth.svg', folder), growthChart(curves));
  writeFileSync(page, pageWith(readFileSync(page, 'utf8'), 'growth', growthTable(curves)));
}
if (positionals.length === 0) {
  const machine = {
    cpu: cpus()[0]?.model ?? '',
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
  };
  writeFileSync(new URL('latest.json', folder), `${JSON.stringify({ machine, figures }, null, 2)}\n`);
  writeFileSync(new URL('latest.svg', folder), chartOf(figures));
  writeFileSync(page, pageWith(readFileSync(page, 'utf8'), 'table', tableOf(figures)));
}
