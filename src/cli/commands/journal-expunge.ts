// `jopanel journal expunge`: removes a secret from the journal.

import { z } from 'zod';
import { systemClock } from '../../host/clock.ts';
import { readPlainFile } from '../../host/files/read-plain-file.ts';
import type { Command } from '../command-line/command.ts';
import { whileAlone } from '../daemon/while-alone.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { hostSettings } from '../settings/host-settings.ts';
import { count } from '../terminal/format.ts';

export const expunge: Command = {
  name: 'expunge',
  summary: 'remove a secret from the journal',
  description: `Removes every line of FILE from all entries and from the tables behind the status, and drops the past
revisions that contain one. The hashes are recomputed from the first changed entry on, and a new entry says what
was done. The daemon must not run. A set in force that contains the secret must be changed first. The log of
the host and MariaDB are not changed; the command says what is left to do there.`,
  positionals: [{ name: 'FILE', kind: 'file' }],
  examples: [
    { line: 'systemctl stop jopaneld && jopanel journal expunge /root/secret.txt', help: '' },
    { line: 'jopanel journal expunge /dev/stdin', help: 'read from the terminal, kept in no file' },
  ],
  root: true,
  output: async () => z.object({ events: z.int(), from: z.int().nullable(), revisions: z.array(z.string()) }),
  async run(invocation) {
    const { terminal, json, positionals } = invocation;
    const { state_dir, run_dir } = hostSettings();
    const path = `${state_dir}/journal.db`;
    const { expungeJournal } = await import('../../journal/expunge.ts');
    const { SHORTEST_SECRET } = await import('../../journal/replace-secrets.ts');
    const file = readPlainFile(positionals[0] ?? '');
    if (!file.ok) return failed(invocation, `cannot read FILE: ${file.code}`);
    const secrets = file.text.split(/\r?\n/).filter((line) => line.trim() !== '');
    if (secrets.length === 0 || secrets.some((each) => each.length < SHORTEST_SECRET))
      return failed(
        invocation,
        `every line of FILE is one text to remove, and must have at least ${SHORTEST_SECRET} characters`,
      );
    const alone = await whileAlone(run_dir, () => expungeJournal(path, secrets, systemClock.now()));
    if (!alone.ok) return failed(invocation, alone.why);
    const expunged = alone.value;
    if (!expunged.ok)
      return failed(
        invocation,
        `sets in force contain it: ${expunged.inForce.join(', ')}\nchange these sets, start jopaneld, wait until they are applied, stop it, and try again`,
      );
    const { events, from, revisions } = expunged;
    if (json) printJson(invocation, { events, from, revisions });
    else if (from === null) terminal.out('The journal does not contain it.\n');
    else
      terminal.out(
        `Removed from ${count(events, 'entry', 'entries')}; ${count(revisions.length, 'past revision')} dropped. The hashes are new from entry ${from} on.
In the log of the host: journalctl --rotate; journalctl --vacuum-time=1s
In MariaDB: jopanel mirror verify names the rows; delete them as its administrator.
The secret has been read by others: replace it.\n`,
      );
    return 0;
  },
};
