import { watch } from 'node:fs';

/** Calls back whenever /etc/group was replaced or written, until `stop` aborts. The folder is watched, as tools rename over the file. */
export function watchGroups(onChange: () => void, stop: AbortSignal): void {
  if (stop.aborted) return;
  const watcher = watch('/etc', { persistent: false, signal: stop }, (_, name) => {
    if (name === 'group') onChange();
  });
  // Without a watch it is found by the next sweep.
  watcher.on('error', () => watcher.close());
}
