// What this machine is, as far as renderings depend on it.

import type { ReservedName } from '../model/reserved-name.ts';

export interface MachineFacts {
  readonly hostname: string;
  /** With its domain, where it has one. */
  readonly fullName: string;
  /** The entries of /etc/shells. */
  readonly shells: readonly string[];
  /** PHP versions with an FPM that can run, such as `8.2`, in ascending order. */
  readonly phpVersions: readonly string[];
  /** False where the kernel has IPv6 switched off; a `listen [::]:80` would fail there. */
  readonly ipv6: boolean;
  readonly nginx: NginxFacts;
}

/** What the operator's own nginx configuration says, where ours must fit in. */
export interface NginxFacts {
  /** The user that the workers run as. */
  readonly user: string;
  /** Of that user: what root writes and the workers read is of this group. */
  readonly gid: number;
  /** From 1.25.1 on HTTP/2 is switched on by a directive; before, by a word behind `listen`. */
  readonly http2: 'directive' | 'parameter';
  /** Whether it can speak HTTP/3, as Debian's does from 13 on. */
  readonly http3: boolean;
  /** From 1.19.4 on a TLS server can turn names away without a certificate of its own. */
  readonly canRejectHandshake: boolean;
  /** The file that already claims to be the default server of port 80, if any; and of port 443. */
  readonly defaultServer: string | undefined;
  readonly tlsDefaultServer: string | undefined;
  /** Names of the directives that it sets, of those a second setting would be an error for. */
  readonly alreadySet: readonly string[];
  /** The names that its servers answer for. */
  readonly serverNames: readonly ReservedName[];
}

/** The facts that show in the files of every account: not names, versions and directives that few accounts meet with. */
export function factsOfRenderings({ ipv6, nginx }: MachineFacts): readonly (string | number | boolean)[] {
  return [ipv6, nginx.user, nginx.gid, nginx.http2, nginx.http3, nginx.canRejectHandshake];
}
