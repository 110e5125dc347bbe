import type { Settings } from '../../model/settings.ts';

/** The meaning of each setting, in the order of the manual. */
export const SETTING_HELP: Readonly<Record<keyof Settings, string>> = {
  users_dir: 'The folder that contains one folder for each account.',
  state_dir: 'The folder of the journal and of the archives of purged homes. Only root can read it.',
  run_dir: 'The folder of the sockets, the locks and the staging area; it must be on a tmpfs.',
  log_dir: 'The base folder of the logs of all sites.',
  home_bases:
    'Folders whose direct children may be homes. New accounts get a home in the first one, unless the package names another.',
  uid_min: 'The smallest uid and gid that an account may have.',
  uid_max: 'The largest uid and gid that an account may have.',
  uid_allocate:
    'The first and the last uid that this host gives to new accounts, such as [20000, 29999]; null for uid_min to uid_max. Several hosts with ranges of their own can exchange accounts.',
  quiet_ms: 'How long a set must be unchanged before it is read.',
  max_wait_ms: 'The longest time to wait for a set that keeps changing.',
  sweep_seconds: 'How often all files are checked for changes, independently of the watcher.',
  resync_minutes: 'How often the host is compared with the accepted sets.',
  drift: 'heal corrects changes that others made on the host; report only reports them.',
  vanish:
    'How many accounts may lose their folder at once before nothing is retired: max_accounts, max_percent; and after how many days a retired account is purged: purge_after_days, null for never.',
  reserved_names:
    "Domain names that no account may have, including the names below them. The host's own name and the names of the operator's nginx sites are always reserved.",
  trusted_proxies:
    'Addresses and networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, such as a load balancer that ends TLS.',
  php_idle_minutes:
    "Minutes without a request after which an account's PHP sleeps. The next request wakes it.",
  acme: 'The certificate authority that sites get certificates from, or null: directory, the https URL of its ACME directory; email; and where it needs them ca_file, profile, and eab with kid and hmac_key_file. Naming it here accepts its terms of service.',
  http3: 'Whether sites with TLS are offered by HTTP/3 as well, where nginx has it.',
  metrics_listen:
    'Where /metrics, and nothing else, is served over TCP: an address and a port such as "127.0.0.1:9710", or an object with address, port, tls_cert_file, tls_key_file and client_ca_file, which are required unless the address is of the loopback interface; null for nowhere.',
  allowed_groups:
    'Groups that an account may be in besides its own. It is removed from any other group, and its processes are ended.',
  status_group: 'The group that can read the status socket.',
  agent_group: 'The group that can create and change accounts through the agent socket.',
  service_manager:
    'How the services that accounts share are found and reloaded: systemd, pid-file, or auto: systemd where it runs, otherwise pid files.',
  mariadb:
    'The database of the mirror, or null: socket, or host, port and tls_ca_file; user, password_file, database.',
};
