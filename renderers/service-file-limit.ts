import { header } from './header.ts';

/**
 * A drop-in for the unit of a service that opens files for every account: two
 * logs each for nginx, a socket each for PHP-FPM. systemd's 1,024 would keep a
 * host of a thousand accounts from starting them.
 */
export function renderFileLimit(): string {
  return `${header('#', 'for all accounts')}
[Service]
LimitNOFILE=524288
`;
}
