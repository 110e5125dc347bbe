// Explains the lines of a live file, or the statements for the account's databases, by its set.

import { FTP_LOGINS, FTP_PASSWORDS } from '../../../renderers/ftp-accounts.ts';
import { SSHD_DROP_IN } from '../../../services/sshd/drop-in.ts';
import { checkSet } from '../../model/check-set.ts';
import { redactText, redactValue } from '../../model/redact.ts';
import { waveContext } from '../../reconcile/plan/wave-context.ts';
import { openDesiredState } from '../change/desired-state.ts';
import { certificateNote } from './certificate-note.ts';
import { originOf } from './explain-line.ts';
import { findRenderer } from './rendered-files.ts';
import type { Field } from './variations.ts';

const MARIADB = 'mariadb';

export interface NamedField {
  readonly file: string;
  readonly pointer: string;
  readonly value: string;
}

type ExplainedPlace =
  | { readonly ok: false; readonly why: string }
  | { readonly ok: true; readonly output: ExplainedLine | ExplainedFile };

export interface ExplainedLine {
  readonly username: string;
  readonly path: string;
  readonly line: number;
  readonly text: string;
  readonly shaped_by: readonly NamedField[];
  readonly needed_by: readonly NamedField[];
  /** What beside the set the line comes from. */
  readonly note?: string;
}

export interface ExplainedFile {
  readonly username: string;
  readonly path: string;
  /** The lines that belong to this account. */
  readonly lines: readonly {
    readonly line: number;
    readonly text: string;
    /** null: the line is not what would be written now. */
    readonly shaped_by: readonly NamedField[] | null;
  }[];
  readonly needed_by: readonly NamedField[];
}

/**
 * @param path `mariadb` for the statements that make the account's databases and users
 * @param line counted from 1; without it every line is explained
 */
export async function explainPlace(
  username: string,
  path: string,
  line: number | undefined,
): Promise<ExplainedPlace> {
  const { host, users, facts, settings } = await openDesiredState();
  const set = users.read(username);
  if (set.state !== 'read')
    return no(`cannot read the files of ${username}\nuse sudo; see: jopanel user list`);
  const checked = checkSet(username, set.files, facts);
  if (!checked.ok) return no(`the files of ${username} are invalid\nsee: jopanel explain ${username}`);
  const live = path === MARIADB ? undefined : await host.files.read(path);
  if (live !== undefined && live.kind !== 'file')
    return no(`${path} is ${live.kind === 'absent' ? 'not there' : live.what}`);
  const context = await waveContext(host, settings, {
    trafficOf: () => 0,
    owns: () => true,
    accountsInForce: new Map(),
  });
  const rendering = { host, context };
  const found = await findRenderer(rendering, checked.account, path);
  if (found === undefined)
    return no(
      path === MARIADB
        ? `${username} has no databases\nsee: jopanel user show ${username}`
        : `${path} is not a generated file of ${username} alone`,
    );
  const lines = found.text.split('\n');
  // No file keeps what a server was sent, so the statements are explained as they would be sent to an empty one.
  const there = (live?.text ?? found.text).replace(/\n$/, '').split('\n');
  const text = line === undefined ? undefined : there[line - 1];
  if (line !== undefined && text === undefined) return no(`${path} has no line ${line}`);
  const own = ownLines(path, there, username);
  /** The position of a line of the live file in the rendered text; -1 when it is not there. */
  const place = (at: number) => {
    const text = there[at] ?? '';
    if (!own[at]) return -1;
    return lines[at] === text ? at : lines.indexOf(sharedLine(path, text, username));
  };
  if (line !== undefined && place(line - 1) === -1)
    return no(`this line differs from what would be written now\nsee: jopanel plan ${username}`);
  const { shapedBy, neededBy } = await originOf(rendering, found.controller, checked.account, {
    path,
    lines,
  });
  if (line !== undefined) {
    const shaping = shapedBy[place(line - 1)] ?? [];
    const needed_by = neededBy.filter((field) => !shaping.includes(field)).map(named);
    const note = await certificateNote(text ?? '', username, host.certificates);
    const output = {
      username,
      path,
      line,
      text: redactText(text ?? ''),
      shaped_by: shaping.map(named),
      needed_by,
      ...(note === undefined ? {} : { note }),
    };
    return { ok: true, output };
  }
  const explained = there.flatMap((content, at) => {
    if (!own[at]) return [];
    const shaping = shapedBy[place(at)];
    return [{ line: at + 1, text: redactText(content), shaped_by: shaping?.map(named) ?? null }];
  });
  return { ok: true, output: { username, path, lines: explained, needed_by: neededBy.map(named) } };
}

/** Files with a line for each login of every account. */
const SHARED_LISTS: readonly string[] = [FTP_PASSWORDS, FTP_LOGINS];

/** Which lines of the file belong to the account: in sshd's file those of the block that names it. */
function ownLines(path: string, there: readonly string[], username: string): readonly boolean[] {
  if (SHARED_LISTS.includes(path)) return there.map((text) => text.startsWith(`${username}_`));
  let isOwn = path !== SSHD_DROP_IN;
  return there.map((text) => {
    if (path === SSHD_DROP_IN && text.startsWith('Match '))
      isOwn = sharedLine(path, text, username) === `Match User ${username}`;
    return isOwn;
  });
}

/** Accounts with the same policy share one block, which names all of them. */
function sharedLine(path: string, text: string, username: string): string {
  const users = /^Match User (.+)$/.exec(text)?.[1]?.split(',');
  return path === SSHD_DROP_IN && users?.includes(username) ? `Match User ${username}` : text;
}

function named({ file, path, value }: Field): NamedField {
  const clean = redactValue(value, path.includes('env') ? 'env' : String(path.at(-1)));
  return { file: `${file}.json`, pointer: `/${path.join('/')}`, value: JSON.stringify(clean) };
}

function no(why: string): ExplainedPlace {
  return { ok: false, why };
}
