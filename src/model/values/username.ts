// The account's name: a Linux user, a group, a folder and part of many file names.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { quoted } from '../quoted.ts';
import { textType } from '../text-type.ts';

const FORM = /^[a-z][a-z0-9]{2,15}$/;

// Users and groups of Debian and of the services beside us. The host may hold more of
// them; the step that creates the user finds that out and reports a conflict.
const RESERVED = new Set(
  `root daemon bin sys sync games man mail news uucp proxy backup list irc gnats nobody nogroup adm tty
  disk kmem dialout fax voice cdrom floppy tape sudo audio dip operator src shadow utmp video sasl plugdev
  staff users input sgx kvm render crontab netdev wheel systemd messagebus sshd mysql mariadb postgres redis
  memcache memcached mongodb nginx www wwwdata apache apache2 httpd caddy haproxy varnish php phpfpm vsftpd
  proftpd ftp postfix exim dovecot opendkim spamd clamav amavis bind named unbound dnsmasq ntp chrony docker
  lxd libvirt polkitd avahi rtkit sssd tss syslog landscape pollinate tcpdump admin administrator jopanel
  jopaneld`.split(/\s+/),
);

/** The form alone, by which a folder is one of ours or a stranger. */
export function looksLikeUsername(text: string): boolean {
  return FORM.test(text);
}

export function parseUsername(text: string): Parsed {
  if (!looksLikeUsername(text)) {
    return refuse(
      `is not a username: ${quoted(text)}`,
      'use 3 to 16 lower-case letters and digits, the first a letter',
    );
  }
  if (RESERVED.has(text)) {
    return refuse(`is a name the system keeps for itself: ${quoted(text)}`, 'choose another username');
  }
  return accept(text);
}

export const Username = textType(
  {
    title: 'Username',
    description: "The Linux user and group, and the name of the account's folder.",
    format: 'jopanel-username',
    pattern: FORM.source,
    examples: ['joko'],
  },
  parseUsername,
).brand<'Username'>();
export type Username = z.infer<typeof Username>;
