import { errorMessage } from '../../../model/error-message.ts';
import { errorCode } from '../../error-code.ts';
import type { Failures } from '../../failures.ts';
import type { LogsToShow, ShownLogs } from '../../homes.ts';
import type { FolderCalls, FolderHandle } from '../folder-handle.ts';
import { isDoneByAccount } from './make-folders.ts';

const LOGS = 'logs';
/** What lies in the folder where no session has mounted the logs on it. */
const FILES = ['access.log', 'error.log'];
const FOLDER_MODE = 0o750;
/** What a link leads to of which a power cut left the name alone. */
const TORN = '';

/** How logs are shown in an open home, which its user may change at any moment. */
export function shownLogs(home: FolderHandle, logDir: string): ShownLogs {
  const found = home.entry(LOGS);
  if (found === undefined) return 'absent';
  if (found.kind === 'other') return home.readLink(LOGS) === logDir ? 'link' : 'other';
  if (found.kind === 'file' || found.uid !== 0) return 'other';
  using folder = home.openBelow(LOGS);
  const names = folder.names();
  const targets = new Map(names.map((name) => [name, folder.readLink(name)]));
  const isWhole = (name: string) => targets.get(name) === `${logDir}/${name}`;
  if (!names.every((name) => FILES.includes(name) && (isWhole(name) || targets.get(name) === TORN)))
    return 'other';
  const { gid, mode } = folder.stat();
  // It gets the group of the account last, with its mode.
  return FILES.every(isWhole) && gid !== 0 && mode === FOLDER_MODE ? 'folder' : 'unfinished';
}

export async function showLogs(
  calls: Pick<FolderCalls, 'open' | 'yieldTurn'>,
  wanted: readonly LogsToShow[],
): Promise<Failures> {
  const failures = new Map<string, string>();
  for (const each of wanted) {
    await calls.yieldTurn();
    try {
      using home = calls.open(each.home);
      show(home, each);
    } catch (error) {
      if (!isDoneByAccount(error)) failures.set(each.home, `${each.home}/${LOGS}: ${errorMessage(error)}`);
    }
  }
  return failures;
}

function show(home: FolderHandle, { logDir, gid, as }: LogsToShow): void {
  const shown = shownLogs(home, logDir);
  if (shown === as || shown === 'other') return;
  if (shown === 'link') home.unlink(LOGS);
  if (as === 'link') {
    if (shown !== 'link' && shown !== 'absent') removeFolder(home);
    home.makeLink(LOGS, logDir);
    return;
  }
  if (shown !== 'unfinished') home.makeFolder(LOGS);
  using folder = home.openBelow(LOGS);
  for (const name of FILES) makeLink(folder, name, `${logDir}/${name}`);
  folder.setOwnership({ uid: 0, gid, mode: FOLDER_MODE });
}

function removeFolder(home: FolderHandle): void {
  {
    using folder = home.openBelow(LOGS);
    // The account may have put a folder of its own there since.
    if (folder.stat().uid !== 0) return;
    // Only what jopanel puts there: another folder of root's that lies in the home may be called so by now.
    for (const name of FILES) if (folder.readLink(name) !== undefined) folder.unlink(name);
  }
  home.removeEmptyFolder(LOGS);
}

/**
 * Takes jopanel's own folder of links out of a home that was unpacked: there the account owns it, so that it would be taken
 * for a folder of the account's, and the logs would never be shown again.
 * @param name of the home
 */
export function removeUnpackedLogs(home: FolderHandle, name: string): void {
  if (home.entry(LOGS)?.kind !== 'folder') return;
  {
    using folder = home.openBelow(LOGS);
    const isOurs = (file: string) =>
      FILES.includes(file) && folder.readLink(file)?.endsWith(`/${name}/${file}`) === true;
    const files = folder.names();
    if (files.length === 0 || !files.every(isOurs)) return;
    for (const file of files) folder.unlink(file);
  }
  home.removeEmptyFolder(LOGS);
}

function makeLink(folder: FolderHandle, name: string, target: string): void {
  try {
    folder.makeLink(name, target);
  } catch (error) {
    // Left by a crash.
    if (errorCode(error) !== 'EEXIST') throw error;
    if (folder.readLink(name) !== TORN) return;
    folder.unlink(name);
    folder.makeLink(name, target);
  }
}
