import type { Snippet } from '../../renderers/nginx-snippets.ts';
import type { HostReader } from '../../src/host/host.ts';
import { digestOf } from '../../src/model/digest.ts';

/** Where the operator's own lines lie: `<username>/nginx/*.conf`. */
export const OVERRIDES = '/etc/jopanel/overrides';

export interface SnippetSources {
  readonly snippets: readonly Snippet[];
  /** Why a file or the folder is not taken. */
  readonly refused: readonly string[];
}

const NONE: SnippetSources = { snippets: [], refused: [] };

/** The snippets of the accounts that have a folder of overrides; hardly any has. */
export async function readSnippets(
  host: HostReader,
  folders: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, SnippetSources>> {
  const found = new Map<string, SnippetSources>();
  for (const username of await host.files.list(OVERRIDES)) {
    const folder = folders.get(username);
    if (folder !== undefined) found.set(username, await readFolder(host, username, folder));
  }
  return found;
}

async function readFolder(host: HostReader, username: string, folder: string): Promise<SnippetSources> {
  const names = (await host.files.list(folder)).filter(
    (name) => name.endsWith('.conf') && !name.startsWith('.'),
  );
  if (names.length === 0) return NONE;
  for (const part of [OVERRIDES, `${OVERRIDES}/${username}`, folder]) {
    const owner = await host.files.folder(part);
    if (owner === undefined || !isRootsAlone(owner)) return { snippets: [], refused: [openTo(part)] };
  }
  const snippets: Snippet[] = [];
  const refused: string[] = [];
  for (const name of names) {
    const path = `${folder}/${name}`;
    const file = await host.files.read(path);
    if (file.kind !== 'file' || !isRootsAlone(file)) refused.push(openTo(path));
    // The name stands in a comment of the generated file.
    else if (!/^[\w.-]+$/.test(name))
      refused.push(`${path} has a name of other characters than letters, digits, . _ -`);
    else snippets.push({ path, digest: digestOf(file.text), text: file.text });
  }
  return { snippets, refused };
}

function isRootsAlone({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean {
  return uid === 0 && (mode & 0o022) === 0;
}

function openTo(path: string): string {
  return `${path} is not used: it must be no link, belong to root and be writable by root only`;
}
