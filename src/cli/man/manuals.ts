import { loadAll } from '../command-line/catalogue.ts';
import { COMMANDS } from '../commands/all-commands.ts';
import { commandManual } from './command-manual.ts';
import { daemonManual, settingsManual } from './daemon-manuals.ts';

/** Every manual page, by the name of its file in docs/man. */
export async function manuals(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['jopanel.1', commandManual(await loadAll(COMMANDS))],
    ['jopaneld.8', daemonManual()],
    ['jopaneld.json.5', settingsManual()],
  ]);
}
