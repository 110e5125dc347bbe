import { stat } from 'node:fs/promises';
import { tryCommand } from '../commands/run-command.ts';

const PROGRAM = '/usr/sbin/nginx';

interface NginxBuild {
  /** Such as [1, 22, 1]. Empty without nginx. */
  readonly version: readonly number[];
  /** Whether it was built with the module for HTTP/3. */
  readonly http3: boolean;
}

let known: { readonly program: string; readonly build: NginxBuild } | undefined;

/** Asked again only when the program has been replaced. */
export async function nginxBuild(): Promise<NginxBuild> {
  const stats = await stat(PROGRAM).catch(() => undefined);
  if (stats === undefined) return { version: [], http3: false };
  const program = `${stats.ino}:${stats.mtimeMs}:${stats.size}`;
  if (known?.program !== program) {
    const { stderr } = await tryCommand([PROGRAM, '-V']);
    const http3 = stderr.includes('--with-http_v3_module');
    known = { program, build: { version: parseNginxVersion(stderr), http3 } };
  }
  return known.build;
}

function parseNginxVersion(text: string): readonly number[] {
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
