import type { Settings } from '../../src/model/settings.ts';
import { type BootOptions, boot, type Engine } from './engine.ts';
import { freshMachine } from './fresh-machine.ts';
import { putSet } from './sets.ts';

/** An engine on a fresh machine with the sets of these accounts, none of them in force yet, and a journal of its own. */
export async function bootWith(
  usernames: readonly string[],
  folder: { readonly path: string },
  settings: Partial<Settings> = {},
  more: Pick<BootOptions, 'decide' | 'replace'> = {},
): Promise<Engine> {
  const machine = freshMachine();
  for (const username of usernames) putSet(machine, username);
  return boot(machine, {
    journalPath: `${folder.path}/${crypto.randomUUID()}.db`,
    settings,
    ...more,
  });
}
