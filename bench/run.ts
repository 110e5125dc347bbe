// npm run bench: measures everything in one run and writes the figures to bench/results/.
// Arguments: --accounts N (1,000), --many N (10,000; 0 leaves the cold start of many out).
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { convergeOnce, hostWith } from './bench-host.ts';
import { coldStart } from './cases/cold-start.ts';
import { create } from './cases/create.ts';
import { oneEdit } from './cases/edit.ts';
import { massEdit } from './cases/mass-edit.ts';
import { resync } from './cases/resync.ts';
import { statusLoad } from './cases/status-load.ts';
import type { Figure } from './figure.ts';
import { chartOf, tableOf } from './report.ts';

const { values } = parseArgs({
  options: { accounts: { type: 'string', default: '1000' }, many: { type: 'string', default: '10000' } },
});
const accounts = Number(values.accounts);
const many = Number(values.many);
const figures: Figure[] = [];

function done(figure: Figure): Figure {
  figures.push(figure);
  process.stderr.write(tableOf([figure]).split('\n').slice(2).join('\n'));
  return figure;
}

process.stderr.write(`measuring with ${accounts} accounts; this takes some minutes\n`);
{
  await using host = await hostWith(accounts);
  await convergeOnce(host);
  done(await resync(host));
  await host.run(['systemctl', 'start', 'jopaneld']);
  done(await coldStart(host, accounts));
  const edit = done(await oneEdit(host));
  done(await massEdit(host, accounts / 2, edit.seconds + 0.1));
  done(await statusLoad(host, accounts / 2));
}
done(await create(accounts));
if (many > 0) {
  await using host = await hostWith(many);
  await convergeOnce(host);
  done(await coldStart(host, many));
}

const folder = new URL('results/', import.meta.url);
mkdirSync(folder, { recursive: true });
const machine = {
  cpu: cpus()[0]?.model ?? '',
  cores: cpus().length,
  memory_gib: Math.round(totalmem() / 2 ** 30),
};
writeFileSync(new URL('latest.json', folder), `${JSON.stringify({ machine, figures }, null, 2)}\n`);
writeFileSync(new URL('latest.svg', folder), chartOf(figures));
writeFileSync(new URL('latest.md', folder), tableOf(figures));
process.stdout.write(tableOf(figures));
