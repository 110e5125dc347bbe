// Measures, on the host, the time from the first rename of many edits until each account is served under its new
// name. Arguments: how many, and a mark that makes this round's names new. Prints seconds and the reloads of each service as JSON.
import { setTimeout as pause } from 'node:timers/promises';
import PQueue from 'p-queue';
import { openJournalReader } from '../../src/journal/open-journal.ts';
import { renameIntoPlace, stageAlias } from './alias-edit.ts';
import { statusUnder } from './answers.ts';

/** Questions to nginx at one time. */
const AT_ONCE = 16;

const count = Number(process.argv[2] ?? 500);
const mark = process.argv[3] ?? 'mass';
using journal = openJournalReader('/var/lib/jopanel/journal.db');
const names = Array.from({ length: count }, (_, index) => `acct${String(index).padStart(5, '0')}`);
const before = journal.head().seq;

for (const username of names) stageAlias(username, aliasOf(username));
const start = performance.now();
for (const username of names) renameIntoPlace(username);
// One is asked for until it is there, and then the others: who asks for all of them all the time takes a core from
// those who work.
await served(names.at(-1) ?? '');
await new PQueue({ concurrency: AT_ONCE }).addAll(names.map((username) => () => served(username)));
const seconds = (performance.now() - start) / 1000;
const loads = journal.events({ after: before, kind: 'service.loaded', limit: 1000 });
const reloads = (prefix: string) =>
  loads.filter((event) => event.kind === 'service.loaded' && event.data.service.startsWith(prefix)).length;
console.log(JSON.stringify({ seconds, nginx: reloads('nginx'), sshd: reloads('sshd') }));

function aliasOf(username: string): string {
  return `${mark}.${username}.example`;
}

async function served(username: string): Promise<void> {
  while ((await statusUnder(aliasOf(username))) !== 403) {
    await pause(2);
    if (performance.now() - start > 120_000) throw new Error(`${username} was not served within two minutes`);
  }
}
