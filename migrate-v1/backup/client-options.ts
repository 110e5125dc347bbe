// An option file for MariaDB's own programs, so that no password stands on a command line.

import type { Access } from '../../src/mirror/access.ts';

/** Read by --defaults-file, which keeps every other option file of the host out. */
export function clientOptions({ at, user, password, tls }: Access): string {
  const place =
    'socket' in at
      ? [option('socket', at.socket)]
      : [option('host', at.host), option('port', String(at.port)), option('protocol', 'tcp')];
  return [
    '[client]',
    ...place,
    option('user', user),
    ...(tls === undefined ? [] : [option('ssl-ca', tls.caFile), 'ssl-verify-server-cert']),
    ...(password === undefined ? [] : [option('password', password)]),
    option('default-character-set', 'utf8mb4'),
    '',
  ].join('\n');
}

/** In quotes, with the escapes that an option file knows. */
function option(name: string, value: string): string {
  if (/[\x00-\x1f\x7f]/.test(value)) throw new TypeError(`a control character in the option ${name}`);
  return `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
