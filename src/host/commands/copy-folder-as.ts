// Copies a folder from one account into a folder of another. Both sides run as the account itself, so neither can lead
// root, or the other account, anywhere that its own user may not go.

import { withScratchFolder } from '../files/scratch-folder.ts';
import { asUser } from './as-user.ts';
import { commandFromFile, commandToFile } from './command-files.ts';
import { CommandError } from './run-command.ts';

interface OwnedFolder {
  readonly folder: string;
  readonly uid: number;
  readonly gid: number;
}

const UNPACK = [
  'tar',
  '--extract',
  '--no-same-owner',
  '--no-same-permissions',
  '--skip-old-files',
  '--file=-',
];

/**
 * Files that are there in the second folder are kept as they are.
 *
 * @returns what went wrong; undefined when all is copied
 */
export async function copyFolderAs(from: OwnedFolder, to: OwnedFolder): Promise<string | undefined> {
  const copied = await withScratchFolder('/var/tmp', async (scratch) => {
    const file = `${scratch}/files.tar`;
    try {
      await commandToFile(
        [
          ...asUser(from),
          'tar',
          '--create',
          '--one-file-system',
          '--file=-',
          `--directory=${from.folder}`,
          '--',
          '.',
        ],
        file,
      );
      await commandFromFile([...asUser(to), 'mkdir', '--parents', '--', to.folder], '/dev/null');
      await commandFromFile([...asUser(to), ...UNPACK, `--directory=${to.folder}`], file);
      return { why: undefined };
    } catch (error) {
      if (error instanceof CommandError) return { why: error.message };
      throw error;
    }
  });
  return copied === undefined ? 'no folder can be made in /var/tmp' : copied.why;
}
