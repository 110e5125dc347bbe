// jopaneld(8) and jopaneld.json(5), generated from the daemon's usage and the defaults of its settings.

import { DAEMON_USAGE } from '../../daemon-options.ts';
import { parseSettings } from '../../model/settings.ts';
import { VERSION } from '../../version.ts';
import { example, heading, item, paragraphs, roffText, title } from './roff.ts';
import { SETTING_HELP } from './setting-help.ts';

export function daemonManual(): string {
  return [
    title('jopaneld', 8, `jopanel ${VERSION}`),
    heading('name'),
    `jopaneld \\- applies hosting accounts from JSON files to a host\n`,
    heading('synopsis'),
    example(DAEMON_USAGE.trim()),
    heading('description'),
    paragraphs(
      `jopaneld watches the users folder, checks each set of files as soon as it is stable, and changes the users, homes,
PHP pools, nginx sites, SSH policies, quotas and apps of this machine to what the sets say. A configuration
that the service's own checker refuses never goes live. jopaneld changes nothing that it did not make.

It runs in the foreground and logs JSON lines to standard output. It notifies systemd when it is ready.`,
    ),
    heading('signals'),
    item('SIGHUP', 'Reloads the settings. Invalid settings leave the old ones in force.'),
    item('SIGTERM, SIGINT', 'Finishes or abandons the work at a safe point, and exits.'),
    heading('sockets'),
    item('/run/jopanel/status.sock', 'Read-only HTTP for root and the group of the settings.'),
    item('/run/jopanel/control.sock', 'For root alone: the requests of the jopanel command.'),
    item(
      '/run/php/jopanel-<username>.sock',
      'Where the PHP of an account answers. jopanel-php.service starts it there.',
    ),
    item(
      '/run/jopanel/acme.sock',
      'For root alone: requests to certificate authorities. jopanel-acme.service answers them.',
    ),
    heading('files'),
    item('/var/lib/jopanel/php/<username>.json', 'What jopanel-php.service does for the account.'),
    item('/var/lib/jopanel/tls/<site>/', 'Certificates that jopaneld got, for root alone.'),
    item('/etc/jopanel/jopaneld.json', 'Settings; see jopaneld.json(5).'),
    item('/var/lib/jopanel/journal.db', 'What was observed, decided and done; see jopanel journal.'),
    item(
      '/var/lib/jopanel/standing-sets.json',
      'Fingerprints of accepted sets, which the next start need not read again; it may be removed at any time.',
    ),
    heading('exit status'),
    paragraphs(
      '0 after an orderly end. 1 when it could not start, and with --once when an account is not applied. 2 with --dry-run when there are changes. 64 for wrong usage. 78 as a service when only a newer version can read the journal; systemd then does not start it again.',
    ),
    heading('see also'),
    '.BR jopanel (1),\n.BR jopaneld.json (5)\n',
  ].join('');
}

export function settingsManual(): string {
  const defaults = parseSettings('');
  const values = new Map<string, unknown>(defaults.ok ? Object.entries(defaults.settings) : []);
  return [
    title('jopaneld.json', 5, `jopanel ${VERSION}`),
    heading('name'),
    'jopaneld.json \\- settings of jopaneld\n',
    heading('description'),
    paragraphs(
      `/etc/jopanel/jopaneld.json is one JSON object. Every key is optional; an unknown key is an error. The file
may be missing. After a change, run: systemctl reload jopaneld.`,
    ),
    heading('settings'),
    ...Object.entries(SETTING_HELP).map(
      ([key, help]) => `${item(key, help)}Default: ${roffText(JSON.stringify(values.get(key)))}\n`,
    ),
    heading('example'),
    example('{ "home_bases": ["/home", "/srv/home"], "sweep_seconds": 10 }'),
    heading('see also'),
    '.BR jopaneld (8)\n',
  ].join('');
}
