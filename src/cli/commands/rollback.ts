// `jopanel rollback USER REV`: writes the files of a past revision again.

import { isDeepStrictEqual } from 'node:util';
import { timeNow } from '../../desired/audit-edits.ts';
import { createSet } from '../../desired/create-set.ts';
import {
  changedFiles,
  currentValues,
  pastValues,
  type RevisionValues,
  revisionValues,
} from '../../desired/past-files.ts';
import { readTexts } from '../../desired/read-texts.ts';
import { type WrittenSet, writeSet } from '../../desired/write-set.ts';
import type { JournalReader } from '../../journal/reader.ts';
import { whyNotKept } from '../../journal/why-not-kept.ts';
import { redactValue } from '../../model/redact.ts';
import { fileNameOf, REVISION_FILES, type RevisionFile, type SetFileName } from '../../model/set-files.ts';
import { actor, auditTexts } from '../change/audit.ts';
import { report } from '../change/change-set.ts';
import { type DesiredState, openDesiredState } from '../change/desired-state.ts';
import { WrittenOutput } from '../change/finish.ts';
import { WAIT_OPTIONS } from '../change/wait-options.ts';
import type { Command, CommandResult, Invocation } from '../command-line/command.ts';
import { failed } from '../output/report-failure.ts';
import { shortRevision } from '../terminal/format.ts';
import { confirm } from '../terminal/prompt.ts';
import { fileDifferences } from '../views/file-differences.ts';
import { diffLines } from '../views/plan-text.ts';

export const rollback: Command = {
  name: 'rollback',
  summary: 'write the files of a past revision again',
  description: `Takes the files of a past revision from the journal, shows what changes, asks, and writes them like any
other change: checked, all at once, and with the author in meta.json. Passwords and the status stay as they
are, because they may have been changed after a break-in; --with-password and --with-status restore them as
well. It also restores an account whose folder was deleted, without asking, because nothing is overwritten.
A rollback is a new change, so it can be rolled back, too.`,
  positionals: [
    { name: 'USER', kind: 'account' },
    { name: 'REV', kind: 'revision' },
    { name: 'FILE', kind: REVISION_FILES, optional: true, many: true },
  ],
  options: {
    yes: { help: 'write without asking; needed where there is no terminal' },
    only: { help: 'write only the files that are named after REV, such as domains' },
    'with-password': { help: 'restore the passwords of that revision, too' },
    'with-status': { help: 'restore the status of that revision, too: active or suspended' },
    ...WAIT_OPTIONS,
  },
  examples: [
    { line: 'jopanel rollback joko 3f9c --wait', help: 'restore a revision and wait until it is applied' },
    { line: 'jopanel rollback joko 3f9c --only domains ssh', help: 'restore two of its files' },
  ],
  root: true,
  output: async () => WrittenOutput,
  async run(invocation): Promise<CommandResult> {
    const [username = '', wanted = '', ...names] = invocation.positionals;
    const only = chosenFiles(names, invocation.flag('only'));
    if (typeof only === 'string') return { wrongUsage: only };
    const state = await openDesiredState();
    const { journal, users } = state;
    if (journal === undefined)
      return failed(
        invocation,
        'there is no readable journal\nuse sudo, and check that jopaneld has run once',
      );
    const accepted = journal.revisionsOf(username);
    const revisions = accepted.map(({ revision }) => revision);
    const found = findRevision(revisions, wanted);
    if (!found.ok) return failed(invocation, `${found.why}\nsee: jopanel history ${username}`);
    const past = journal.revisionText(found.revision);
    if (past === undefined)
      return failed(
        invocation,
        whyNotKept(found.revision, accepted.find(({ revision }) => revision === found.revision)?.content),
      );
    const rollback: Rollback = {
      username,
      revision: found.revision,
      past: revisionValues(past),
      latest: latestValues(journal, revisions),
      only,
    };
    return users.fingerprint(username) === undefined
      ? restore(invocation, state, rollback)
      : overwrite(invocation, state, rollback);
  },
};

interface Rollback {
  readonly username: string;
  readonly revision: string;
  readonly past: RevisionValues;
  /** Where passwords and status come from that the files on the disk do not say. */
  readonly latest: RevisionValues;
  readonly only: readonly RevisionFile[] | undefined;
}

/** @returns what is wrong, as a string; undefined for all files */
function chosenFiles(names: readonly string[], isOnly: boolean): RevisionFile[] | string | undefined {
  if (!isOnly) return names.length === 0 ? undefined : 'name files after --only';
  if (names.length === 0) return `--only needs files: ${REVISION_FILES.join(', ')}`;
  const chosen = names.map((name) =>
    REVISION_FILES.find((file) => name === file || name === fileNameOf(file)),
  );
  const files = chosen.filter((file) => file !== undefined);
  return files.length === names.length ? files : `the files are ${REVISION_FILES.join(', ')}`;
}

/** The newest revision first, as the journal lists them. */
function latestValues(journal: JournalReader, [latest]: readonly string[]): RevisionValues {
  const text = latest === undefined ? undefined : journal.revisionText(latest);
  return text === undefined ? new Map() : revisionValues(text);
}

function choiceOf({ flag }: Invocation, only: Rollback['only']) {
  return { only, withPassword: flag('with-password'), withStatus: flag('with-status') };
}

const doneText = ({ revision, only }: Rollback) =>
  `is restored to ${shortRevision(revision)}${only === undefined ? '' : `: ${only.join(', ')}`}`;

/** Of an account whose folder is gone: files that are not chosen are those of the latest revision. */
async function restore(
  invocation: Invocation,
  { users, facts, findClashes }: DesiredState,
  rollback: Rollback,
): Promise<CommandResult> {
  const { username, past, latest, only } = rollback;
  const values = new Map([...latest, ...pastValues(past, latest, choiceOf(invocation, only))]);
  const audit = { last_action: 'rollback_user', last_actor: actor(), last_time: timeNow() };
  const meta = { schema_version: 1, notes: '', last_applied_revision: null, audit };
  const files = new Map<SetFileName, object>([
    ...[...values].map(([file, value]) => [fileNameOf(file), value] as const),
    ['meta.json', meta],
  ]);
  const made = await createSet(users, username, files, { facts, findClashes });
  if (!made.ok && made.reason === 'exists') return failed(invocation, made.why);
  return report(invocation, username, made, doneText(rollback));
}

async function overwrite(
  invocation: Invocation,
  { users, facts, findClashes }: DesiredState,
  rollback: Rollback,
): Promise<CommandResult> {
  const { username, past, latest, only } = rollback;
  const change = (texts: ReadonlyMap<SetFileName, string>) => {
    const now = new Map([...latest, ...currentValues(texts)]);
    const values = pastValues(past, now, choiceOf(invocation, only));
    return { now, values, files: changedFiles(values, texts) };
  };
  const shown = change(readTexts(users, username) ?? new Map());
  if (!(await isAgreed(invocation, rollback, shown)))
    return failed(
      invocation,
      `${username} was not changed: the rollback was not confirmed\nto write it without a question, add --yes`,
    );
  let isOther = false;
  const written: WrittenSet = await writeSet(
    users,
    username,
    (texts) => {
      const { files } = change(texts);
      isOther = !isDeepStrictEqual(files, shown.files);
      if (isOther || files.size === 0) return new Map();
      return metaOnly(files, auditTexts(texts, files, 'rollback_user'));
    },
    { facts, findClashes },
  );
  if (isOther)
    return failed(
      invocation,
      `${username} was not changed: its files changed meanwhile\nrun the command again to see the difference`,
    );
  return report(invocation, username, written, doneText(rollback));
}

interface Shown {
  readonly now: RevisionValues;
  readonly values: RevisionValues;
  readonly files: ReadonlyMap<SetFileName, string>;
}

/** Shows the difference; a person at a terminal is asked, and a program says --yes. */
async function isAgreed(
  { terminal, screen, json, flag }: Invocation,
  { revision }: Rollback,
  { now, values, files }: Shown,
): Promise<boolean> {
  if (files.size === 0) return true;
  const differences = fileDifferences(
    { name: 'files', files: redacted(now) },
    { name: revision, files: redacted(new Map([...now, ...values])) },
  );
  if (!json) {
    for (const { diff } of differences) terminal.out(`${diffLines(diff, terminal).join('\n')}\n`);
    if (differences.length === 0) terminal.out('Only secrets differ, which are not shown.\n');
  }
  if (flag('yes')) return true;
  return screen.interactive && (await confirm('Write these files?', false));
}

function redacted(values: RevisionValues): Record<string, unknown> {
  return Object.fromEntries([...values].map(([file, value]) => [file, redactValue(value)]));
}

type Found = { readonly ok: true; readonly revision: string } | { readonly ok: false; readonly why: string };

function findRevision(revisions: readonly string[], wanted: string): Found {
  const prefix = `sha256:${wanted.replace(/^sha256:/, '')}`;
  const matching = new Set(revisions.filter((each) => each.startsWith(prefix)));
  const [revision] = matching;
  if (revision === undefined) return { ok: false, why: `the account never had revision ${wanted}` };
  if (matching.size > 1)
    return { ok: false, why: `${matching.size} revisions begin with ${wanted}; give more digits` };
  return { ok: true, revision };
}

/** Only meta.json gets new audit data: the times in account.json are part of the revision and are restored with it. */
function metaOnly(
  changed: ReadonlyMap<SetFileName, string>,
  audited: ReadonlyMap<SetFileName, string>,
): ReadonlyMap<SetFileName, string> {
  const meta = audited.get('meta.json');
  return meta === undefined ? changed : new Map([...changed, ['meta.json' as const, meta]]);
}
