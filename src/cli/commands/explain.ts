// `jopanel explain USER [PATH[:LINE]]`: why an account is in its phase, and which fields generated lines come from.

import { z } from 'zod';
import { systemClock } from '../../host/clock.ts';
import { AccountAnswer } from '../../status/answers/account-answer.ts';
import type { Command, CommandResult, Invocation } from '../command-line/command.ts';
import { statusClient } from '../daemon/status-client.ts';
import { fileText, lineText } from '../explain/place-text.ts';
import { failed, printJson } from '../output/report-failure.ts';
import { explainAccount, sentencesText } from '../views/account-sentences.ts';

const FieldOutput = z.object({ file: z.string(), pointer: z.string(), value: z.string() });

const ExplainOutput = z.union([
  z.object({ username: z.string(), phase: z.string(), sentences: z.array(z.string()) }),
  z.object({
    username: z.string(),
    path: z.string(),
    line: z.int(),
    text: z.string(),
    shaped_by: z.array(FieldOutput),
    needed_by: z.array(FieldOutput),
    note: z.string().optional().meta({ description: 'What beside the set the line comes from.' }),
  }),
  z.object({
    username: z.string(),
    path: z.string(),
    lines: z.array(
      z.object({
        line: z.int(),
        text: z.string(),
        shaped_by: z
          .array(FieldOutput)
          .nullable()
          .meta({ description: 'null: the line differs from what would be written now.' }),
      }),
    ),
    needed_by: z.array(FieldOutput),
  }),
]);

export const explain: Command = {
  name: 'explain',
  summary: 'explain the phase of an account, or the origin of a generated line',
  description: `Explains why the account is in its phase, what is wrong, what it waits for and what to do.
With PATH, names the fields of the account's files from which each line of a generated file comes; with
PATH:LINE, those of that line alone. \`mariadb\` as PATH is the statements that make its databases and their users.`,
  positionals: [
    { name: 'USER', kind: 'account' },
    { name: 'PATH[:LINE]', kind: 'file', optional: true },
  ],
  examples: [
    { line: 'jopanel explain joko', help: 'why is it not applied?' },
    {
      line: 'jopanel explain joko /etc/nginx/jopanel/joko.conf',
      help: 'which fields does this file come from?',
    },
    {
      line: 'jopanel explain joko /etc/nginx/jopanel/joko.conf:12',
      help: 'which fields does this line come from?',
    },
    { line: 'jopanel explain joko mariadb', help: 'which fields do rights on databases come from?' },
  ],
  output: async () => ExplainOutput,
  async run(invocation) {
    const [username = '', place] = invocation.positionals;
    return place === undefined ? account(invocation, username) : file(invocation, username, place);
  },
};

async function account(invocation: Invocation, username: string): Promise<CommandResult> {
  const client = await statusClient({ socket: invocation.socket, offline: true });
  const answer = await client.get(`/v1/users/${encodeURIComponent(username)}`, AccountAnswer);
  if (!answer.ok) return failed(invocation, answer.message);
  const sentences = explainAccount(answer.value, systemClock.now());
  if (invocation.json) printJson(invocation, { username, phase: answer.value.phase, sentences });
  else invocation.terminal.out(sentencesText(sentences, invocation.screen.columns));
  return 0;
}

async function file(invocation: Invocation, username: string, place: string): Promise<CommandResult> {
  const [, path = '', line] = /^(\/.+?|mariadb)(?::(\d+))?$/.exec(place) ?? [];
  if (path === '')
    return { wrongUsage: `${JSON.stringify(place)} is neither an absolute PATH[:LINE] nor mariadb` };
  const { explainPlace } = await import('../explain/explain-place.ts');
  const found = await explainPlace(username, path, line === undefined ? undefined : Number(line));
  if (!found.ok) return failed(invocation, found.why);
  const { output } = found;
  const { terminal, json } = invocation;
  if (json) printJson(invocation, output);
  else terminal.out('lines' in output ? fileText(output, terminal) : lineText(output));
  return 0;
}
