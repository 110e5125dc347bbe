// `jopanel diff USER [REV [REV]]`: the changes between two revisions, or since one.

import { z } from 'zod';
import { ConfigAnswer } from '../../status/routes/config.ts';
import { HistoryAnswer } from '../../status/routes/history.ts';
import type { Command, CommandResult, Invocation } from '../command-line/command.ts';
import { getRevision } from '../daemon/get-revision.ts';
import { type Answered, type StatusClient, statusClient } from '../daemon/status-client.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { fileDifferences, type Side, sideLabel } from '../views/file-differences.ts';
import { diffLines } from '../views/plan-text.ts';

const DiffOutput = z.object({
  username: z.string(),
  from: z.string(),
  to: z.string().meta({ description: 'A revision, or `files`: as they are on the disk now.' }),
  files: z.array(z.object({ file: z.string(), diff: z.string() })),
});

export const diff: Command = {
  name: 'diff',
  summary: 'show what changed between two revisions',
  description: `With two revisions, compares them. With one, compares it with the files as they are now. Without any,
compares the files with the desired revision, or with the revision before it when they are the same.
Secrets are shown as "(redacted)", so a new password shows no difference.`,
  positionals: [
    { name: 'USER', kind: 'account' },
    { name: 'REV', kind: 'revision', optional: true },
    { name: 'REV', kind: 'revision', optional: true },
  ],
  examples: [
    { line: 'jopanel diff joko', help: 'the latest change' },
    { line: 'jopanel diff joko 3f9c 81ab', help: 'the changes from one revision to another' },
  ],
  output: async () => DiffOutput,
  async run(invocation) {
    const [username = '', from, to] = invocation.positionals;
    const client = await statusClient({ socket: invocation.socket, offline: true });
    const newer = to === undefined ? await filesOf(client, username) : await revisionOf(client, username, to);
    if (!newer.ok) return failed(invocation, newer.message);
    const older =
      from === undefined
        ? await before(client, username, newer.value)
        : await revisionOf(client, username, from);
    if (!older.ok) return failed(invocation, older.message);
    if (older.value === undefined)
      return failed(invocation, `${username} has no earlier revision\nsee: jopanel history ${username}`);
    return show(invocation, username, older.value, newer.value);
  },
};

/** Returns what to compare the files with: the desired revision, or the one before it when the files equal that one. */
async function before(
  client: StatusClient,
  username: string,
  now: Side,
): Promise<Answered<Side | undefined>> {
  const answer = await client.get(`/v1/users/${encodeURIComponent(username)}/history`, HistoryAnswer);
  if (!answer.ok) return answer;
  const [latest, previous] = answer.value.revisions;
  const wanted = latest && (await revisionOf(client, username, latest.revision));
  if (wanted === undefined || !wanted.ok || fileDifferences(wanted.value, now).length > 0)
    return wanted ?? { ok: true, value: undefined };
  return previous === undefined
    ? { ok: true, value: undefined }
    : revisionOf(client, username, previous.revision);
}

async function filesOf(client: StatusClient, username: string): Promise<Answered<Side>> {
  const answer = await client.get(`/v1/users/${encodeURIComponent(username)}/config`, ConfigAnswer);
  return answer.ok ? { ok: true, value: { name: 'files', files: answer.value } } : answer;
}

async function revisionOf(client: StatusClient, username: string, name: string): Promise<Answered<Side>> {
  const answer = await getRevision(client, username, name);
  if (!answer.ok) return answer;
  return { ok: true, value: { name: answer.value.revision, files: answer.value.files } };
}

function show(invocation: Invocation, username: string, from: Side, to: Side): CommandResult {
  const { terminal, json } = invocation;
  const files = fileDifferences(from, to);
  if (json) printJson(invocation, { username, from: from.name, to: to.name, files });
  else if (files.length === 0)
    terminal.out(`No difference between ${sideLabel(from)} and ${sideLabel(to)}.\n`);
  else for (const each of files) terminal.out(`${diffLines(each.diff, terminal).join('\n')}\n`);
  return 0;
}
