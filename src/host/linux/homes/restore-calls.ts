import { asUser } from '../../commands/as-user.ts';
import { commandFromFile } from '../../commands/command-files.ts';
import { unpackWords } from '../../commands/unpack-archive.ts';
import type { RestoreCalls } from '../../crash-safe/homes/restore-home.ts';
import { archiveCalls } from '../archive-calls.ts';

/** Nothing in an archive of a home is to be trusted with more than its account may do. */
export const restoreCalls: RestoreCalls = {
  ...archiveCalls,
  unpackHome: (archive, name, owner, folder) =>
    commandFromFile(
      [
        ...asUser(owner),
        ...unpackWords(archive),
        ...['--preserve-permissions', '--strip-components=1', `--directory=${folder}`, '--', name],
      ],
      archive,
    ),
};
