import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../error-code.ts';
import type { NginxFacts } from '../machine-facts.ts';
import { isAtLeast, nginxVersion } from './nginx-version.ts';

const BASE = '/etc/nginx';
const OURS = path.join(BASE, 'conf.d/jopanel.conf');
const ONCE_ONLY = ['server_names_hash_max_size', 'server_names_hash_bucket_size'];

/** Reads the files that Debian's nginx.conf includes, but for ours. A rough look: nginx itself has the last word. */
export async function nginxFacts(): Promise<NginxFacts> {
  const texts = new Map<string, string>();
  for (const file of [
    path.join(BASE, 'nginx.conf'),
    ...(await inFolder('conf.d')),
    ...(await inFolder('sites-enabled')),
  ]) {
    if (file !== OURS) texts.set(file, withoutComments(await readIfThere(file)));
  }
  const version = await nginxVersion();
  const main = texts.get(path.join(BASE, 'nginx.conf')) ?? '';
  return {
    user: /^\s*user\s+([a-z_][a-z0-9_-]*)/m.exec(main)?.[1] ?? 'www-data',
    http2: isAtLeast(version, [1, 25, 1]) ? 'directive' : 'parameter',
    canRejectHandshake: isAtLeast(version, [1, 19, 4]),
    defaultServer: defaultServerOf('80', texts),
    tlsDefaultServer: defaultServerOf('443', texts),
    alreadySet: ONCE_ONLY.filter((directive) =>
      [...texts.values()].some((text) => new RegExp(`\\b${directive}\\s`).test(text)),
    ),
  };
}

function defaultServerOf(port: string, texts: ReadonlyMap<string, string>): string | undefined {
  const claim = new RegExp(`\\blisten\\s+(\\S*:)?${port}\\s[^;]*\\bdefault(_server)?\\b`);
  return [...texts].find(([, text]) => claim.test(text))?.[0];
}

async function inFolder(name: string): Promise<string[]> {
  const folder = path.join(BASE, name);
  try {
    // conf.d takes *.conf, sites-enabled takes everything that is not hidden.
    const names = (await readdir(folder)).filter((file) =>
      name === 'conf.d' ? file.endsWith('.conf') : !file.startsWith('.'),
    );
    return names.sort().map((file) => path.join(folder, file));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

async function readIfThere(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    // A dangling link in sites-enabled is nginx's to complain about.
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'EISDIR') return '';
    throw error;
  });
}

function withoutComments(text: string): string {
  return text.replace(/#.*$/gm, '');
}
