import type { HostReader } from '../src/host/host.ts';
import type { FileChange, FoundFile } from '../src/host/root-files.ts';

/** A change to a file with one name a line, which many accounts share and an operator may share with them. */
export interface NameListEdit {
  readonly path: string;
  readonly name: string;
  readonly listed: boolean;
}

export function listedNames(found: FoundFile): ReadonlySet<string> {
  return new Set(found.kind === 'file' ? found.text.split('\n') : []);
}

/**
 * The list with one name more or less; every other byte stays. What is listed
 * already, or not there to be taken out, changes nothing.
 */
export function withName(text: string, name: string, listed: boolean): string {
  const lines = text.split('\n');
  if (listed === lines.includes(name)) return text;
  if (!listed) return lines.filter((line) => line !== name).join('\n');
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${name}\n`;
}

/** Each file as it is now, with all of these edits: one write for each file that changes. */
export async function editNameLists(host: HostReader, edits: readonly NameListEdit[]): Promise<FileChange[]> {
  const changes: FileChange[] = [];
  for (const [path, group] of Map.groupBy(edits, (edit) => edit.path)) {
    const found = await host.files.read(path);
    if (found.kind === 'other') throw new Error(`${path} is ${found.what}; move it away`);
    const before = found.kind === 'file' ? found : { text: '', uid: 0, gid: 0, mode: 0o644 };
    const text = group.reduce((list, { name, listed }) => withName(list, name, listed), before.text);
    if (text !== before.text)
      changes.push({ path, text, uid: before.uid, gid: before.gid, mode: before.mode });
  }
  return changes;
}
