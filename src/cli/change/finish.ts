// Reports a written set, and with --wait waits until it is applied.

import { z } from 'zod';
import type { WrittenSet } from '../../desired/write-set.ts';
import type { ExitCode, Invocation } from '../command-line/command.ts';
import { statusClient } from '../daemon/status-client.ts';
import { waitApplied } from '../daemon/wait-applied.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { shortRevision } from '../terminal/format.ts';
import { wrapLine } from '../terminal/wrap.ts';

export const WrittenOutput = z.object({
  username: z.string(),
  revision: z.string(),
  changed: z
    .array(z.string())
    .meta({ description: 'The files that were written; empty: the set had these values already.' }),
  uid: z.int(),
  gid: z.int(),
  applied: z.boolean().nullable().meta({ description: 'null: the command did not wait.' }),
});
export type WrittenOutput = z.infer<typeof WrittenOutput>;

export const DEFAULT_TIMEOUT_S = 120;

interface Finished {
  readonly username: string;
  readonly done: string;
  readonly written: WrittenSet & { readonly ok: true };
}

export async function finish(
  invocation: Invocation,
  { username, done, written }: Finished,
): Promise<ExitCode> {
  const { account, written: changed } = written;
  const { uid, gid } = account.account;
  const { revision } = account;
  const what = changed.length === 0 ? 'is unchanged' : done;
  return finishRevision(invocation, { username, done: what, revision, uid, gid, changed });
}

interface FinishedRevision {
  readonly username: string;
  readonly done: string;
  readonly revision: string;
  readonly uid: number;
  readonly gid: number;
  /** The files that were written. */
  readonly changed: readonly string[];
}

export async function finishRevision(
  invocation: Invocation,
  { username, done, revision, uid, gid, changed }: FinishedRevision,
  notes: readonly string[] = [],
): Promise<ExitCode> {
  const { terminal, screen, json, flag, text } = invocation;
  if (!json) {
    terminal.out(`${username} ${done} (revision ${shortRevision(revision)}).\n`);
    for (const note of notes) terminal.out(`${note}\n`);
  }
  let applied: boolean | null = null;
  let why = '';
  if (flag('wait')) {
    const timeoutMs = Number(text('timeout') ?? DEFAULT_TIMEOUT_S) * 1000;
    const waited = await waitApplied(
      await statusClient(invocation),
      { username, revision, timeoutMs },
      (line) => {
        if (!json) terminal.out(`${wrapLine(`  ${line}`, screen.columns)}\n`);
      },
    );
    applied = waited.ok;
    why = waited.ok ? '' : waited.why;
  }
  const output: WrittenOutput = { username, revision, changed: [...changed], uid, gid, applied };
  if (json) printJson(invocation, output);
  if (applied === false) return json ? 1 : failed(invocation, why);
  if (applied === true && !json) terminal.out(`${terminal.paint('green', 'Applied.')}\n`);
  return 0;
}
