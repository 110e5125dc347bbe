// Measures, on the host, the time from the first rename of many edits until each account is served under its new
// name. Arguments: how many, and a mark that makes this round's names new. Prints seconds and the reloads of each service as JSON.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { openJournalReader } from '../../src/journal/open-journal.ts';
import { statusUnder } from './answers.ts';

const count = Number(process.argv[2] ?? 500);
const mark = process.argv[3] ?? 'mass';
using journal = openJournalReader('/var/lib/jopanel/journal.db');
const names = Array.from({ length: count }, (_, index) => `acct${String(index).padStart(5, '0')}`);
const before = journal.head().seq;

const start = performance.now();
for (const username of names) {
  const file = `/etc/jopanel/users/${username}/domains.json`;
  const set: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const edited = Object.assign({}, set, { alias_domains: [`${mark}.${username}.example`] });
  writeFileSync(`${file}.tmp`, `${JSON.stringify(edited, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
}
for (const username of names) {
  while ((await statusUnder(`${mark}.${username}.example`)) !== 403) {
    // Without a rest the one who measures would take a core from those who work.
    await pause(2);
    if (performance.now() - start > 120_000) throw new Error(`${username} was not served within two minutes`);
  }
}
const seconds = (performance.now() - start) / 1000;
const loads = journal.events({ after: before, kind: 'service.loaded', limit: 1000 });
const reloads = (prefix: string) =>
  loads.filter((event) => event.kind === 'service.loaded' && event.data.service.startsWith(prefix)).length;
console.log(
  JSON.stringify({ seconds, nginx: reloads('nginx'), php: reloads('php-fpm'), sshd: reloads('sshd') }),
);
