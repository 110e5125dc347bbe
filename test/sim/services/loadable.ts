import type { FileChange } from '../../../src/host/root-files.ts';
import { type Disk, lookUp } from '../disk.ts';

/** The files that a service reads when it starts or reloads, by path, with `changes` laid over them. */
export function loadableFiles(
  disk: Disk,
  service: string,
  changes: readonly FileChange[] = [],
): Map<string, string> {
  const files = new Map<string, string>();
  for (const folder of foldersOf(service)) {
    const node = lookUp(disk, folder);
    for (const [name, id] of node?.entries ?? []) {
      const file = disk.nodes.get(id);
      if (file?.kind === 'file' && isRead(name)) files.set(`${folder}/${name}`, file.text);
    }
  }
  for (const { path, text } of changes) {
    const slash = path.lastIndexOf('/');
    if (!foldersOf(service).includes(path.slice(0, slash)) || !isRead(path.slice(slash + 1))) continue;
    if (text === null) files.delete(path);
    else files.set(path, text);
  }
  return files;
}

function foldersOf(service: string): string[] {
  if (service === 'nginx') return ['/etc/nginx/conf.d', '/etc/nginx/jopanel'];
  if (service === 'sshd') return ['/etc/ssh/sshd_config.d'];
  return [`/etc/${service}`];
}

/** As the services' own patterns have it: `*.conf`, which no name with a dot in front matches. */
function isRead(name: string): boolean {
  return !name.startsWith('.') && (name.endsWith('.conf') || name.endsWith('.snippets'));
}
