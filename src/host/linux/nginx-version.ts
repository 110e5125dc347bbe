import { stat } from 'node:fs/promises';
import { tryCommand } from '../commands/run-command.ts';

const PROGRAM = '/usr/sbin/nginx';

let known: { readonly program: string; readonly version: readonly number[] } | undefined;

/** Such as [1, 22, 1]. Asked again only when the program has been replaced. Empty without nginx. */
export async function nginxVersion(): Promise<readonly number[]> {
  const stats = await stat(PROGRAM).catch(() => undefined);
  if (stats === undefined) return [];
  const program = `${stats.ino}:${stats.mtimeMs}:${stats.size}`;
  if (known?.program !== program) {
    const { stderr } = await tryCommand([PROGRAM, '-v']);
    known = { program, version: parseNginxVersion(stderr) };
  }
  return known.version;
}

export function parseNginxVersion(text: string): readonly number[] {
  const found = /nginx\/(\d+)\.(\d+)\.(\d+)/.exec(text);
  return found === null ? [] : found.slice(1).map(Number);
}

export function isAtLeast(version: readonly number[], wanted: readonly number[]): boolean {
  for (const [index, part] of wanted.entries()) {
    const own = version[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}
