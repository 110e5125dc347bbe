// `jopanel explain USER [PATH[:LINE]]`: why an account is where it is; where a generated line comes from.

import { z } from 'zod';
import { systemClock } from '../../host/clock.ts';
import { AccountAnswer } from '../../status/answers/account-answer.ts';
import type { Command, Invocation, Outcome } from '../command.ts';
import { explainAccount } from '../explain/sentences.ts';
import { failed, printJson } from '../report-failure.ts';
import { statusClient } from '../status-client.ts';
import { safe, safeLines } from '../terminal.ts';

const FieldOutput = z.object({ file: z.string(), pointer: z.string(), value: z.string() });

export const ExplainOutput = z.union([
  z.object({ username: z.string(), phase: z.string(), sentences: z.array(z.string()) }),
  z.object({
    username: z.string(),
    path: z.string(),
    line: z.int(),
    text: z.string(),
    shaped_by: z.array(FieldOutput),
    needed_by: z.array(FieldOutput),
  }),
]);

export const explain: Command = {
  name: 'explain',
  summary: 'why an account is where it is; which field made a generated line',
  description: `Tells in sentences why the account is in its phase, what is wrong, what is waited for and what to do.
With PATH:LINE, names the fields of the account's files that gave that line of a generated file.`,
  positionals: [
    { name: 'USER', kind: 'account' },
    { name: 'PATH:LINE', kind: 'file', optional: true },
  ],
  examples: [
    { line: 'jopanel explain joko', help: 'why is it not applied?' },
    { line: 'jopanel explain joko /etc/nginx/jopanel/joko.conf:12', help: 'who wants this line?' },
  ],
  output: async () => ExplainOutput,
  async run(invocation) {
    const [username = '', place] = invocation.positionals;
    return place === undefined ? account(invocation, username) : line(invocation, username, place);
  },
};

async function account(invocation: Invocation, username: string): Promise<Outcome> {
  const client = await statusClient({ socket: invocation.socket, offline: true });
  const answer = await client.get(`/v1/users/${encodeURIComponent(username)}`, AccountAnswer);
  if (!answer.ok) return failed(invocation, answer.message);
  const sentences = explainAccount(answer.value, systemClock.now());
  if (invocation.json) printJson(invocation, { username, phase: answer.value.phase, sentences });
  else for (const sentence of sentences) invocation.terminal.out(`${safeLines(sentence, '    ')}\n`);
  return 0;
}

async function line(invocation: Invocation, username: string, place: string): Promise<Outcome> {
  const match = /^(\/.+):(\d+)$/.exec(place);
  if (match === null) return { wrongUsage: `${JSON.stringify(place)} is not PATH:LINE` };
  const { explainPlace } = await import('../explain/explain-place.ts');
  const found = await explainPlace(username, match[1] ?? '', Number(match[2]));
  if (!found.ok) return failed(invocation, found.why);
  const { output } = found;
  const { terminal, json } = invocation;
  if (json) {
    printJson(invocation, output);
    return 0;
  }
  terminal.out(`  ${safe(output.text)}\n\n`);
  const named = ({ file, pointer, value }: z.infer<typeof FieldOutput>) =>
    `  ${file} ${pointer}: ${safe(value)}\n`;
  if (output.shaped_by.length > 0)
    terminal.out(`This line is as it is because of\n${output.shaped_by.map(named).join('')}`);
  else
    terminal.out(
      'No field of the account changes this line: it is the same for every account of this host.\n',
    );
  if (output.needed_by.length > 0)
    terminal.out(`The file is there because of\n${output.needed_by.map(named).join('')}`);
  return 0;
}
