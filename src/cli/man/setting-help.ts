import type { Settings } from '../../model/settings.ts';

/** The meaning of each setting, in the order of the manual. */
export const SETTING_HELP: Readonly<Record<keyof Settings, string>> = {
  users_dir: 'The folder with one folder for each account.',
  state_dir: 'Where the journal and the archives of purged homes are kept. Root alone reads what is in it.',
  run_dir: 'Where the sockets, the locks and the staging lie; has to be on a tmpfs.',
  log_dir: 'The base of the logs of all sites.',
  home_bases:
    'Folders whose direct children may be homes. New accounts get theirs in the first, unless a package says otherwise.',
  uid_min: 'The least uid and gid that an account may have.',
  uid_max: 'The greatest.',
  quiet_ms: 'How long a set must be still before it is read.',
  max_wait_ms: 'How long a set that keeps changing is waited for.',
  sweep_seconds: 'How often the files are compared with what was last read, whatever the watcher said.',
  resync_minutes: 'How often the host is compared with what it should be.',
  drift: 'heal puts right what another hand changed on the host; report only tells.',
  vanish:
    'How many accounts may lose their folder at once before nothing is retired: max_accounts, max_percent; and after how many days a retired account is purged: purge_after_days, null for never.',
  reserved_names:
    "Domain names that no account may have, nor any below them. The host's own name and what the operator's nginx answers for are reserved without being listed.",
  allowed_groups:
    'The groups that an account may be in beside its own. It is taken out of any other, and its processes are ended.',
  status_group: 'The group that may read the status socket.',
  agent_group: 'The group that may make and change accounts by the agent socket.',
  service_manager: 'auto: systemd where it runs, else pid files; or one of systemd and pid-file.',
  mariadb:
    'null, or where a mirror of the status is kept: socket, or host and port; user, password_file, database.',
};
