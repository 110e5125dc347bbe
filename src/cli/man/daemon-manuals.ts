// jopaneld(8) and jopaneld.json(5), generated from the daemon's usage and the defaults of its settings.

import { DAEMON_USAGE } from '../../daemon-options.ts';
import { parseSettings } from '../../model/settings.ts';
import { VERSION } from '../../version.ts';
import { example, heading, item, paragraphs, text, title } from './roff.ts';
import { SETTING_HELP } from './setting-help.ts';

export function daemonManual(): string {
  return [
    title('jopaneld', 8, `jopanel ${VERSION}`),
    heading('name'),
    `jopaneld \\- keeps hosting accounts as their files say\n`,
    heading('synopsis'),
    example(DAEMON_USAGE.trim()),
    heading('description'),
    paragraphs(
      `jopaneld watches the folder of sets, checks each set as soon as it is still, and brings the users, homes,
PHP pools, nginx sites, SSH policies, quotas and apps of this machine where the sets want them. What a
service's own checker refuses never goes live. What jopaneld did not make it does not touch.

It runs in the foreground and logs JSON lines to standard output. It tells systemd when it is ready.`,
    ),
    heading('signals'),
    item('SIGHUP', 'Reads the settings anew. Refused ones leave the old in force.'),
    item('SIGTERM, SIGINT', 'Finishes or abandons at a safe point what is under way, and ends.'),
    heading('sockets'),
    item('/run/jopanel/status.sock', 'Read-only HTTP for root and the group of the settings.'),
    item('/run/jopanel/control.sock', 'For root alone: how the jopanel command asks for something.'),
    heading('files'),
    item('/etc/jopanel/jopaneld.json', 'Settings; see jopaneld.json(5).'),
    item('/var/lib/jopanel/journal.db', 'What was seen, decided and done; see jopanel journal.'),
    item(
      '/var/lib/jopanel/standing-sets.json',
      'By what the next start knows the sets again that it need not read; it may be removed at any time.',
    ),
    heading('exit status'),
    paragraphs(
      '0 after an orderly end. With --once 1 when an account is not applied, with --dry-run 2 when there is something to do. 1 when it could not start. 64 for wrong usage.',
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
      `/etc/jopanel/jopaneld.json is one JSON object. Every key is optional, an unknown one is refused. The file
may be missing. After a change: systemctl reload jopaneld.`,
    ),
    heading('settings'),
    ...Object.entries(SETTING_HELP).map(
      ([key, words]) => `${item(key, words)}Default: ${text(JSON.stringify(values.get(key)))}\n`,
    ),
    heading('example'),
    example('{ "home_bases": ["/home", "/srv/home"], "sweep_seconds": 10 }'),
    heading('see also'),
    '.BR jopaneld (8)\n',
  ].join('');
}
