// What the operator's own nginx configuration answers for: the `server_name` of every server that is not ours.

import { domainToASCII } from 'node:url';
import type { NginxStatement } from '../../model/nginx-config.ts';
import type { ReservedName } from '../../model/reserved-name.ts';

/** Each name once, by the file that says it first. */
export function serverNamesOf(files: ReadonlyMap<string, readonly NginxStatement[]>): ReservedName[] {
  const names = new Map<string, ReservedName>();
  for (const [file, statements] of files) {
    for (const { words } of statements) {
      if (words[0] !== 'server_name') continue;
      for (const word of words.slice(1)) {
        const name = normal(word);
        if (name !== undefined && !names.has(name)) names.set(name, { name, by: { kind: 'nginx', file } });
      }
    }
  }
  return [...names.values()];
}

/** Undefined for what is no name that an account could have: `_`, `localhost`, variables. */
function normal(word: string): string | undefined {
  if (word.startsWith('~')) return word;
  if (word.includes('$') || word.includes('_')) return undefined;
  const [, before = '', name = '', after = ''] = /^(\*?\.)?(.*?)(\.\*)?$/.exec(word) ?? [];
  const ascii = domainToASCII(name);
  // `mail.*` is about a label; all else without a dot is no name of the internet.
  if (ascii === '' || (after === '' && !ascii.includes('.'))) return undefined;
  return `${before}${ascii}${after}`;
}
