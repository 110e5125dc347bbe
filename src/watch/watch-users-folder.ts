import path from 'node:path';
import chokidar from 'chokidar';
import { errorMessage } from '../model/error-message.ts';

interface WatchOptions {
  readonly usersDir: string;
  /** This entry of the users folder, or something below it, may have changed; no more is known. */
  readonly onHint: (name: string) => void;
  /** Hints may have been lost, for instance because the users folder itself was replaced: look at everyone. */
  readonly onLost: (why: string) => void;
}

/**
 * Watches folders only, one for each account, which costs half of watching
 * their files. What it reports is a hint and nothing more: the kernel and every
 * layer above it may drop events, so sweeps find what it misses.
 *
 * Resolves once all folders are watched, which goes on for as long as the thread.
 */
export async function watchUsersFolder({ usersDir, onHint, onLost }: WatchOptions): Promise<void> {
  const watcher = chokidar.watch(usersDir, {
    ignoreInitial: true,
    depth: 1,
    followSymlinks: false,
    ignored: (entry, stats) => stats !== undefined && (!stats.isDirectory() || isHidden(entry)),
  });
  // chokidar's own events are about folders only, because files are ignored; `raw` also reports that a file changed.
  watcher.on('raw', (_event, entry, details: unknown) => hint(resolveRaw(entry ?? '', details)));
  watcher.on('all', (_event, entry) => hint(entry));
  watcher.on('error', (error) => onLost(errorMessage(error)));
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));

  function hint(entry: string): void {
    const relative = path.relative(usersDir, entry);
    if (relative === '' || relative.startsWith('..')) {
      if (relative === '') onLost(`${usersDir} itself changed`);
      return;
    }
    const [name = ''] = relative.split(path.sep);
    onHint(name);
  }

  function isHidden(entry: string): boolean {
    return entry !== usersDir && path.basename(entry).startsWith('.');
  }
}

/** A raw event names its entry relative to the folder that was watched. */
function resolveRaw(entry: string, details: unknown): string {
  const watched =
    typeof details === 'object' && details !== null && 'watchedPath' in details
      ? details.watchedPath
      : undefined;
  return typeof watched === 'string' && path.basename(watched) !== entry ? path.join(watched, entry) : entry;
}
