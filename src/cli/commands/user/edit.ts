// `jopanel user edit USER`: opens the set in an editor and checks it before it is written.

import { writeSet } from '../../../desired/write-set.ts';
import { type DraftFolder, makeDraftFolder, openEditor } from '../../../host/commands/edit-files.ts';
import { isSetFileName, SET_FILES, type SetFileName } from '../../../model/set-files.ts';
import { auditTexts } from '../../change/audit.ts';
import { report } from '../../change/change-set.ts';
import { type DesiredState, openDesiredState } from '../../change/desired-state.ts';
import { WrittenOutput } from '../../change/finish.ts';
import { reportProblems } from '../../change/report-problems.ts';
import { WAIT_OPTIONS } from '../../change/wait-options.ts';
import type { Command, CommandResult, Invocation } from '../../command-line/command.ts';
import { failed } from '../../output/report-failure.ts';
import { confirm } from '../../terminal/prompt.ts';

type Texts = ReadonlyMap<SetFileName, string>;

export const edit: Command = {
  name: 'edit',
  summary: 'edit the files in an editor, and check them before they are written',
  description: `Opens copies of the files in $VISUAL or $EDITOR. The saved files are checked first; when something is
wrong, the command says what, and offers to reopen the editor. Valid files are written all at once.`,
  positionals: [
    { name: 'USER', kind: 'account' },
    { name: 'FILE', kind: SET_FILES, optional: true },
  ],
  options: WAIT_OPTIONS,
  examples: [
    { line: 'jopanel user edit joko', help: 'all five files' },
    {
      line: 'EDITOR=nano jopanel user edit joko domains --wait',
      help: 'one file, and wait until it is applied',
    },
  ],
  root: true,
  output: async () => WrittenOutput,
  async run(invocation) {
    const [username = '', file] = invocation.positionals;
    const only = file === undefined || file.endsWith('.json') ? file : `${file}.json`;
    if (only !== undefined && !isSetFileName(only)) return { wrongUsage: `a set has no file ${file}` };
    if (!invocation.screen.interactive && !process.env.VISUAL && !process.env.EDITOR)
      return failed(
        invocation,
        'there is no terminal for an editor\nto change single values: jopanel user set',
      );
    const state = await openDesiredState();
    const before = currentTexts(state, username);
    if (before === undefined)
      return failed(invocation, `there is no account ${username}\nsee: jopanel user list`);
    const names = only === undefined ? SET_FILES.filter((name) => name !== 'meta.json') : [only];
    const opened = new Map(names.map((name) => [name, before.get(name) ?? '{}\n']));
    const draft = await makeDraftFolder(state.settings.run_dir, opened);
    try {
      return await editUntilValid(invocation, state, { username, before, opened, draft });
    } finally {
      await draft.remove();
    }
  },
};

interface Editing {
  readonly username: string;
  readonly before: Texts;
  readonly opened: Texts;
  readonly draft: DraftFolder;
}

async function editUntilValid(
  invocation: Invocation,
  { users, facts, findClashes }: DesiredState,
  { username, before, opened, draft }: Editing,
): Promise<CommandResult> {
  const { terminal, screen } = invocation;
  for (;;) {
    const why = await openEditor([...opened.keys()].map((name) => `${draft.path}/${name}`));
    if (why !== undefined) return failed(invocation, why);
    const saved = new Map([...(await draft.read())].filter(isOfSet));
    const changed = new Map([...saved].filter(([name, text]) => opened.get(name) !== text));
    if (changed.size === 0) {
      terminal.out('Edit cancelled, no changes made.\n');
      return 0;
    }
    let isStale = false;
    const written = await writeSet(
      users,
      username,
      (texts) => {
        isStale = [...changed.keys()].some((name) => texts.get(name) !== before.get(name));
        return isStale ? new Map() : auditTexts(texts, changed, 'edit_user');
      },
      { facts, findClashes },
    );
    if (isStale)
      return failed(
        invocation,
        `another program changed ${username} meanwhile; nothing was written\nstart again: jopanel user edit ${username}`,
      );
    if (written.ok || written.reason !== 'invalid')
      return report(invocation, username, written, 'is changed');
    reportProblems(invocation, username, written.problems);
    if (!screen.interactive || !(await confirm('Reopen the editor?', true))) return 1;
  }
}

function currentTexts({ users }: DesiredState, username: string): Texts | undefined {
  const set = users.read(username);
  if (set.state !== 'read') return undefined;
  return new Map([...set.files].map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]));
}

function isOfSet(entry: [string, string]): entry is [SetFileName, string] {
  return isSetFileName(entry[0]);
}
