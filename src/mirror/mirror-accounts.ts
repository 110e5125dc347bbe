// Brings the rows of accounts up to the journal. Each account is written once as the folds have it now, however
// many events were missed.
import type { AccountState } from '../journal/account-state.ts';
import type { JournalReader } from '../journal/reader.ts';
import { type AccountRow, accountRow } from './account-row.ts';
import { addLogins, type Logins } from './add-logins.ts';
import { lockCursor, moveCursor, type Place } from './cursor.ts';
import { removeAccounts, removeAllAccounts, writeAccounts } from './write-accounts.ts';

const CHUNK = 500;

interface MirroredAccounts {
  readonly through: number;
  readonly written: number;
}

/**
 * @param report is called after each chunk with the number of accounts done. @param whole includes accounts without
 * news
 */
export async function mirrorAccounts(
  place: Place,
  logins: Logins,
  journal: JournalReader,
  options: { readonly now: () => number; readonly whole?: boolean; readonly report?: (done: number) => void },
): Promise<MirroredAccounts> {
  return place.session.atomically(async () => {
    const cursor = await lockCursor(place, journal);
    const { accountsThrough } = cursor;
    // The cursor is read before the accounts: the rows may then be newer than the cursor says, never older.
    const through = journal.head().seq;
    const isWhole =
      options.whole === true ||
      accountsThrough === null ||
      accountsThrough > through ||
      accountsThrough < journal.prunedThrough();
    if (!isWhole && accountsThrough === through) return { through, written: 0 };
    if (isWhole) await removeAllAccounts(place);
    let written = 0;
    for (const chunk of chunks(isWhole ? journal.accounts() : changed(journal, accountsThrough))) {
      const rows = chunk.map((account) => accountRow(account, contentOf(journal, account)));
      const present = rows.filter((row): row is AccountRow => row !== undefined);
      await writeAccounts(place, present);
      await addLogins(place, logins, present);
      const gone = chunk.filter(({ purgedAt }) => purgedAt !== null);
      if (!isWhole)
        await removeAccounts(
          place,
          gone.map(({ username }) => username),
        );
      written += chunk.length;
      options.report?.(written);
    }
    await moveCursor(place, journal, { ...cursor, accountsThrough: through }, options.now());
    return { through, written };
  });
}

export function contentOf(journal: JournalReader, { desiredRevision }: AccountState): string | undefined {
  return desiredRevision === null ? undefined : journal.revisionText(desiredRevision);
}

function* changed(journal: JournalReader, after: number): Generator<AccountState> {
  for (const username of journal.accountsSince(after)) {
    const account = journal.account(username);
    if (account !== undefined) yield account;
  }
}

function* chunks<T>(items: Iterable<T>): Generator<T[]> {
  let chunk: T[] = [];
  for (const item of items) {
    if (chunk.push(item) < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
