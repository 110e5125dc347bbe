// `jopanel domain move NAME --to USER`: both sets are written before the daemon reads either of them.

import { z } from 'zod';
import { readTexts } from '../../../desired/read-texts.ts';
import {
  type CurrentTexts,
  type SetEdit,
  type WrittenSet,
  writeLockedSet,
} from '../../../desired/write-set.ts';
import { systemClock } from '../../../host/clock.ts';
import { copyFolderAs } from '../../../host/commands/copy-folder-as.ts';
import { quoted } from '../../../model/quoted.ts';
import type { Settings } from '../../../model/settings.ts';
import { shellWord } from '../../../model/shell-word.ts';
import { commandAuditEdits } from '../../change/audit.ts';
import { report } from '../../change/change-set.ts';
import { type DesiredState, openDesiredState } from '../../change/desired-state.ts';
import { additionOf, defaultDocroot, domainEntriesIn, find, removalOf } from '../../change/domain-entries.ts';
import { WrittenOutput } from '../../change/finish.ts';
import { valueAt } from '../../change/value-at.ts';
import { WAIT_OPTIONS } from '../../change/wait-options.ts';
import type { Command, CommandResult } from '../../command-line/command.ts';
import { askDaemon } from '../../daemon/control-client.ts';
import { failed } from '../../output/report-failure.ts';

const LOCK_WAIT_MS = 5000;
const STILL_MARGIN_MS = 50;

export const moveDomain: Command = {
  name: 'move',
  summary: 'move a domain from one account to another, in one step',
  description: `The account that has the domain gives it up and the other one gets it, at once: an addon domain or subdomain
with a document root of its own, an alias as an alias. What domains.json says of the site goes with it. Its
files stay with the first account; --with-files copies them into the new document root before the move.`,
  positionals: [{ name: 'NAME', kind: 'text' }],
  options: {
    to: { value: 'USER', kind: 'account', help: 'the account that gets it', required: true },
    'with-files': { help: 'copy the files of its document root first' },
    ...WAIT_OPTIONS,
  },
  examples: [
    { line: 'jopanel domain move shop.example --to anna --with-files --wait', help: 'with its files' },
  ],
  root: true,
  output: async () => WrittenOutput,
  async run(invocation): Promise<CommandResult> {
    const [name = ''] = invocation.positionals;
    const to = invocation.text('to');
    if (to === undefined) return { wrongUsage: '--to is missing' };
    const state = await openDesiredState();
    const from = ownerOf(state, name);
    if (from === undefined)
      return failed(
        invocation,
        `no account has the domain ${quoted(name)}\nsee: jopanel search ${shellWord(name)}`,
      );
    if (from === to) return failed(invocation, `${to} has the domain ${name} already`);
    const given = readTexts(state.users, from);
    const taken = readTexts(state.users, to);
    if (taken === undefined)
      return failed(invocation, `there is no account ${quoted(to)}\nsee: jopanel user list`);
    const move = movedSite(name, given ?? new Map(), taken);
    if (typeof move === 'string') return failed(invocation, `${name} was not moved: ${move}`);
    if (invocation.flag('with-files') && move.docroot !== null && move.newDocroot !== null) {
      const why = await copyFolderAs(
        { folder: move.docroot, ...idsOf(given) },
        { folder: move.newDocroot, ...idsOf(taken) },
      );
      if (why !== undefined)
        return failed(invocation, `${name} was not moved: its files cannot be copied: ${why}`);
    }
    const { users } = state;
    const [first, second] = [from, to].sort();
    const locked = await users.withLock(first ?? from, { waitMs: LOCK_WAIT_MS }, () =>
      users.withLock(second ?? to, { waitMs: LOCK_WAIT_MS }, () => write(state, { name, from, to })),
    );
    const inner = locked.ok ? locked.value : locked;
    const written: Moved = inner.ok
      ? inner.value
      : { of: from, set: { ok: false, reason: 'busy', why: inner.why } };
    return report(invocation, written.of, written.set, `has the domain ${name} now, and ${from} has not`);
  },
};

interface Moved {
  readonly of: string;
  readonly set: WrittenSet;
}

/** Both locks are held. When the second set would be refused, the first one is written back. */
async function write(
  { settings, users, facts, findClashes }: DesiredState,
  { name, from, to }: { readonly name: string; readonly from: string; readonly to: string },
): Promise<Moved> {
  const before = readTexts(users, from) ?? new Map();
  const options = { facts, findClashes };
  const audit = commandAuditEdits('move_domain');
  const edited = (edits: readonly SetEdit[] | string) =>
    typeof edits === 'string' ? [] : [...edits, ...audit];
  const given = await writeLockedSet(users, from, (current) => edited(removalOf(current, name)), options);
  if (!given.ok) return { of: from, set: given };
  const change = (current: CurrentTexts) => {
    const move = movedSite(name, before, current);
    return edited(typeof move === 'string' ? move : move.edits);
  };
  const taken = await writeLockedSet(users, to, change, options);
  if (!taken.ok) await writeLockedSet(users, from, () => before, options);
  else await takenTogether(settings, [from, to]);
  return { of: to, set: taken };
}

/**
 * The daemon waits until a set is unchanged for a while. When both are, it takes them in one pass, so that no request
 * of a visitor falls between the two. Without a daemon nothing has to be done.
 */
async function takenTogether(settings: Settings, usernames: readonly string[]): Promise<void> {
  await systemClock.sleep(settings.quiet_ms + STILL_MARGIN_MS);
  await askDaemon(settings, { kind: 'apply', usernames: [...usernames], edited: true });
}

interface MovedSite {
  readonly edits: readonly SetEdit[];
  readonly docroot: string | null;
  readonly newDocroot: string | null;
}

/** @returns why it cannot be moved, as a string */
function movedSite(name: string, from: CurrentTexts, to: CurrentTexts): MovedSite | string {
  const entry = find(domainEntriesIn(from).entries, name);
  if (entry === undefined) return 'it is gone';
  const removal = removalOf(from, name);
  if (typeof removal === 'string') return removal;
  const isAlias = entry.kind === 'alias';
  const newDocroot = isAlias ? null : defaultDocroot(domainEntriesIn(to).home, entry.name);
  const edits = additionOf(to, { name: entry.name, docroot: newDocroot ?? undefined, isAlias });
  if (typeof edits === 'string') return edits;
  const site = valueAt(from.get('domains.json'), ['sites', entry.name]);
  const moved = site === undefined || isAlias ? [] : siteEdits(entry.name, site, to);
  return { edits: [...edits, ...moved], docroot: entry.docroot, newDocroot };
}

function siteEdits(name: string, site: unknown, to: CurrentTexts): SetEdit[] {
  const sites = valueAt(to.get('domains.json'), ['sites']);
  return sites === undefined
    ? [{ file: 'domains.json', path: ['sites'], value: { [name]: site } }]
    : [{ file: 'domains.json', path: ['sites', name], value: site }];
}

function ownerOf({ users }: DesiredState, name: string): string | undefined {
  const listing = users.list();
  const usernames = listing.state === 'ok' ? listing.usernames : [];
  return usernames.find((username) => {
    const texts = readTexts(users, username);
    return texts !== undefined && find(domainEntriesIn(texts).entries, name) !== undefined;
  });
}

const Ids = z.object({ uid: z.int(), gid: z.int() });

function idsOf(texts: CurrentTexts | undefined): { readonly uid: number; readonly gid: number } {
  const text = texts?.get('account.json');
  return Ids.parse({ uid: valueAt(text, ['uid']), gid: valueAt(text, ['gid']) });
}
