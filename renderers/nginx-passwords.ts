import type { Site } from '../src/model/sites.ts';
import { accountName } from './encode-path.ts';
import { header } from './header.ts';
import { UnrepresentableError } from './unrepresentable-error.ts';

/** Where nginx reads who may enter a site: `/etc/nginx/jopanel/joko.site.example.com.passwords`. */
export function passwordFile(username: string, site: Pick<Site, 'name'>): string {
  return `/etc/nginx/jopanel/${accountName(username)}.${fileNameOf(site.name)}.passwords`;
}

/** The file of one site, or null where every visitor may enter. */
export function renderPasswords(username: string, { settings }: Site): string | null {
  const { password } = settings;
  if (password === null) return null;
  const lines = Object.entries(password.users).map(([name, hash]) => `${entry(name)}:${entry(hash)}\n`);
  return `${header('#', `for the account ${accountName(username)}`)}${lines.join('')}`;
}

function entry(text: string): string {
  if (!/^[A-Za-z0-9._@+$/=-]+$/.test(text)) throw new UnrepresentableError('an entry of a password file', '');
  return text;
}

function fileNameOf(name: string): string {
  if (!/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name)) {
    throw new UnrepresentableError('a part of a file name', name);
  }
  return name.replace(/^\*/, '_');
}
