import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A private folder with copies of files, for an editor to change. */
export interface DraftFolder {
  readonly path: string;
  /** What the files say now. */
  read(): Promise<ReadonlyMap<string, string>>;
  remove(): Promise<void>;
}

/** @param base a folder that only root can write, on a tmpfs: the files hold password hashes */
export async function makeDraftFolder(
  base: string,
  texts: ReadonlyMap<string, string>,
): Promise<DraftFolder> {
  await mkdir(base, { recursive: true, mode: 0o755 });
  const folder = await mkdtemp(path.join(base, 'edit-'));
  for (const [name, text] of texts) await writeFile(path.join(folder, name), text, { mode: 0o600 });
  return {
    path: folder,
    async read() {
      const now = new Map<string, string>();
      for (const name of texts.keys()) now.set(name, await readFile(path.join(folder, name), 'utf8'));
      return now;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

const EDITORS = ['sensible-editor', 'editor', 'nano', 'vi'];

/** Opens files in the person's editor, on their terminal. @returns why not, or undefined when it ended well */
export async function openEditor(files: readonly string[]): Promise<string | undefined> {
  const { VISUAL, EDITOR } = process.env;
  const chosen = VISUAL || EDITOR;
  // $EDITOR may carry arguments, separated by spaces, as git and sudoedit take it.
  for (const words of chosen ? [chosen.split(/\s+/).filter(Boolean)] : EDITORS.map((name) => [name])) {
    const ended = await runEditor([...words, ...files]);
    if (ended !== 'missing') return ended;
  }
  return chosen ? `${chosen} is not installed` : 'there is no editor; set EDITOR';
}

function runEditor([file = '', ...args]: readonly string[]): Promise<string | 'missing' | undefined> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: 'inherit' });
    child.on('error', (error) =>
      resolve('code' in error && error.code === 'ENOENT' ? 'missing' : error.message),
    );
    child.on('exit', (code, signal) =>
      resolve(code === 0 ? undefined : `${file} ended with ${code ?? signal}; nothing was changed`),
    );
  });
}
