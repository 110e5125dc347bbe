// `jopanel rollback USER REV`: writes the files of a past revision again.

import stringify from 'fast-json-stable-stringify';
import { timeNow } from '../../desired/audit-edits.ts';
import { createSet } from '../../desired/create-set.ts';
import { writeSet } from '../../desired/write-set.ts';
import { tryParseJson } from '../../model/json/try-parse-json.ts';
import { REVISION_FILES, type SetFileName } from '../../model/set-files.ts';
import { actor, auditTexts } from '../change/audit.ts';
import { report } from '../change/change-set.ts';
import { openDesiredState } from '../change/desired-state.ts';
import { WrittenOutput } from '../change/finish.ts';
import { WAIT_OPTIONS } from '../change/wait-options.ts';
import type { Command, Outcome } from '../command-line/command.ts';
import { failed } from '../output/report-failure.ts';
import { shortRevision } from '../terminal/format.ts';

export const rollback: Command = {
  name: 'rollback',
  summary: 'write the files of a past revision again',
  description: `Takes the five files of a past revision from the journal, with their secrets, and writes them like any
other change: checked, all at once, and with the author in meta.json. It also restores an account whose
folder was deleted. A rollback is a new change, so it can be rolled back, too.`,
  positionals: [
    { name: 'USER', kind: 'account' },
    { name: 'REV', kind: 'revision' },
  ],
  options: WAIT_OPTIONS,
  examples: [
    { line: 'jopanel rollback joko 3f9c --wait', help: 'restore a revision and wait until it is applied' },
  ],
  root: true,
  output: async () => WrittenOutput,
  async run(invocation): Promise<Outcome> {
    const [username = '', wanted = ''] = invocation.positionals;
    const state = await openDesiredState();
    const { journal, users, facts, findClashes } = state;
    if (journal === undefined)
      return failed(
        invocation,
        'there is no readable journal\nuse sudo, and check that jopaneld has run once',
      );
    const found = findRevision(journal.revisionsOf(username), wanted);
    if (!found.ok) return failed(invocation, `${found.why}\nsee: jopanel history ${username}`);
    const text = journal.revisionText(found.revision);
    if (text === undefined)
      return failed(
        invocation,
        `the content of ${found.revision} is missing in the journal\nrun: jopanel journal verify`,
      );
    const files = filesOf(text);
    const done = `is restored to ${shortRevision(found.revision)}`;
    const options = { facts, findClashes };
    if (users.fingerprint(username) === undefined) {
      const audit = { last_action: 'rollback_user', last_actor: actor(), last_time: timeNow() };
      const meta = { schema_version: 1, notes: '', last_applied_revision: null, audit };
      const made = await createSet(users, username, new Map([...files, ['meta.json', meta]]), options);
      if (!made.ok && made.reason === 'exists') return failed(invocation, made.why);
      return report(invocation, username, made, done);
    }
    const written = await writeSet(
      users,
      username,
      (texts) => {
        // A file with the same values is left as it is, because its formatting may be deliberate.
        const changed = new Map(
          [...files].filter(([name, value]) => !isSame(texts.get(name), value)).map(textOf),
        );
        return changed.size === 0 ? changed : metaOnly(changed, auditTexts(texts, changed, 'rollback_user'));
      },
      options,
    );
    return report(invocation, username, written, done);
  },
};

type Found = { readonly ok: true; readonly revision: string } | { readonly ok: false; readonly why: string };

function findRevision(revisions: readonly { readonly revision: string }[], wanted: string): Found {
  const prefix = `sha256:${wanted.replace(/^sha256:/, '')}`;
  const matching = new Set(
    revisions.map(({ revision }) => revision).filter((each) => each.startsWith(prefix)),
  );
  const [revision] = matching;
  if (revision === undefined) return { ok: false, why: `the account never had revision ${wanted}` };
  if (matching.size > 1)
    return { ok: false, why: `${matching.size} revisions begin with ${wanted}; give more digits` };
  return { ok: true, revision };
}

function filesOf(canonical: string): Map<SetFileName, object> {
  const parsed: unknown = JSON.parse(canonical);
  const values = new Map(typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : []);
  return new Map(
    REVISION_FILES.flatMap((file) => {
      const value: unknown = values.get(file);
      return typeof value === 'object' && value !== null ? [[`${file}.json` as const, value]] : [];
    }),
  );
}

function textOf([name, value]: [SetFileName, object]): [SetFileName, string] {
  return [name, `${JSON.stringify(value, null, 2)}\n`];
}

function isSame(text: string | undefined, value: object): boolean {
  const current = text === undefined ? undefined : tryParseJson(text);
  return current !== undefined && stringify(current) === stringify(value);
}

/** Only meta.json gets new audit data: the times in account.json are part of the revision and are restored with it. */
function metaOnly(
  changed: ReadonlyMap<SetFileName, string>,
  audited: ReadonlyMap<SetFileName, string>,
): ReadonlyMap<SetFileName, string> {
  const meta = audited.get('meta.json');
  return meta === undefined ? changed : new Map([...changed, ['meta.json' as const, meta]]);
}
