// Remedies that no test carries out. Both lists are only to become shorter.

/** The act lies outside of the machine, or no test has what it needs: the reason by the remedy. */
export const OUTSIDE: Readonly<Record<string, string>> = {
  'run: apt install cron':
    'a package has to be fetched; doctor-remedies.test.ts holds that the package it names has the program',
  'run: apt install vsftpd':
    'a package has to be fetched; doctor-remedies.test.ts holds that the package it names has the program',
  'run: apt install vsftpd libpam-pwdfile':
    'a package has to be fetched; doctor-remedies.test.ts holds that the package it names has the program',
  'run: apt install libpam-pwdfile':
    'a package has to be fetched; doctor-remedies.test.ts holds that the package it names has the program',
  'run: apt install mariadb-server':
    'a package has to be fetched; doctor-remedies.test.ts holds that the package it names has the program',
  'run: apt install quota':
    'a package has to be fetched; doctor-remedies.test.ts holds that the package it names has the program',
  'apt install php-fpm':
    'a package has to be fetched; doctor-remedies.test.ts holds that the package it names has the program',
  'install php…-fpm, or another version and set that':
    'a package has to be fetched; doctor-remedies.test.ts holds that the package it names has the program',
  'install the service':
    'a package has to be fetched; doctor-remedies.test.ts holds that the package it names has the program',
  'install it':
    'a package has to be fetched; doctor-remedies.test.ts holds that the package it names has the program',
  'run this host with systemd': 'another host has to be started',
  'boot it with systemd.unified_cgroup_hierarchy=1':
    'another kernel has to be started; limits-in-force.test.ts runs with one',
  'keep homes on ext4 or XFS to limit their size': 'another disk is needed',
  'add uquota to its options in /etc/fstab and mount it again': 'an XFS is needed',
  'mount -o remount,acl …': 'a file system without ACLs is needed, which today no usual one is',
  'add: … CAA 0 issue "…"': 'the DNS of the domain is somewhere else',
  'upgrade jopanel': 'a release is needed that is newer than this one',
  'install a release of jopanel that has the folder migrate-v1/': 'a release is needed that has it',
  'put the folder back from a backup': 'a backup is needed',
  'try again in a moment': 'only waiting helps',
  'give the host more memory': 'memory has to be bought',
  'set right\n': 'it says what was done',
  'send the request again': 'it describes the interface',
  'delete them as its administrator.\nThe secret has been read by others: replace it.\n':
    'what others have read stays read',
};

/** Could be carried out by a test, and is not yet. Those of the migration are for rows in the database of a V1 panel. */
export const NOT_YET: readonly string[] = [
  // acme/orders.ts
  'set acme.profile to one of …',
  // activator/main.ts
  'run it as root\n',
  // controllers/certificate/order.ts
  'start it',
  // controllers/certificate/plan.ts
  'put one into /etc/jopanel/tls',
  'give them a site of their own in domains.json',
  // controllers/cron-job/trouble.ts
  'raise memory_limit_mb, or have the job use less',
  'install it, or change command',
  // controllers/ftp-access/plan.ts
  'choose another shell in account.json (a mode of SFTP alone does not run it), or take pam_shells.so out of /etc/pam.d/vsftpd',
  'enable FTP for fewer',
  'and run: systemctl restart vsftpd',
  // controllers/ftp-account/plan.ts
  'take the line out and run: systemctl restart vsftpd',
  // controllers/home/plan.ts
  'if it is the new name of a site that is served already, keep its files with: jopanel user rename-domain … OLD …',
  // controllers/nginx-vhost/plan.ts
  'raise bandwidth_quota_mb, or wait for the next month',
  'take it out of one of the two',
  // controllers/php-fpm-pool/plan.ts
  'stop it',
  // controllers/user-slice/limit-reached.ts
  'raise it, or have its programs use less',
  'raise it, or end some',
  'raise it, or have its programs do less',
  // services/nginx/certificate-index.ts
  'renew it',
  // src/agent/agent-handler.ts
  'known is dry_run',
  'did you mean …?',
  // src/agent/set-values.ts
  'write an object: {"key": value}',
  // src/cli/change/domain-renaming.ts
  'add it: jopanel domain add',
  // src/cli/commands/apply.ts
  'run: systemctl restart jopaneld',
  // src/cli/commands/certificate/renew.ts
  'set acme in jopaneld.json; see docs/certificates.md',
  'renew that: …',
  'run: systemctl start jopaneld',
  // src/cli/commands/journal-expunge.ts
  'change these sets, start jopaneld, wait until they are applied, stop it, and try again',
  // src/cli/commands/journal.ts
  'use sudo, and check that jopaneld has run once',
  // src/cli/commands/key/list.ts
  'add one: jopanel key add … - < FILE\n',
  // src/cli/commands/restore.ts
  'run: install -d -m 0700 …',
  // src/cli/commands/rollback.ts
  'run the command again to see the difference',
  'give more digits',
  // src/cli/commands/user/edit.ts
  'start again: jopanel user edit …',
  // src/cli/commands/user/restore.ts
  'name the archive: jopanel user restore … ARCHIVE',
  'rename or remove it first',
  'create the account with its old home_dir and move its home back by hand',
  // src/cli/daemon/control-client.ts
  'use sudo',
  // src/cli/daemon/status-client.ts
  'systemctl restart jopaneld',
  'use sudo, or have root add you to the group: usermod -aG … NAME',
  // src/cli/doctor/mirror.ts
  'jopanel mirror setup --apply',
  // src/cli/explain/explain-place.ts
  'use sudo; see: jopanel user list',
  // src/cli/mirror/open-mirror.ts
  'add to /etc/jopanel/jopaneld.json: "mariadb": { "socket": "/run/mysqld/mysqld.sock", "user": "jopanel", "password_file": "/etc/jopanel/mariadb.password", "database": "panel" }; then: jopanel mirror setup --apply',
  // src/cli/mirror/set-up-mirror.ts
  'add to mariadb in /etc/jopanel/jopaneld.json: "password_file": "/etc/jopanel/mariadb.password"',
  'run: jopanel mirror setup | mariadb --host=… --user=ADMIN -p',
  'systemctl reload jopaneld\nThen check: jopanel doctor\n',
  // src/cli/validate/validate-sets.ts
  'rename one of them; folders of several hosts are checked one after the other',
  'run `npm run schemas` if the schemas are older than the program',
  // src/daemon.ts
  'use a folder that can be made',
  // src/host/authority-access.ts
  'put a file there, or change … in jopaneld.json',
  // src/host/commands/edit-files.ts
  'set EDITOR',
  // src/host/linux/certificates.ts
  'run: chown root …; chmod go-w …',
  // src/host/linux/mariadb/session.ts
  'run there: ALTER USER root@localhost IDENTIFIED VIA unix_socket',
  // src/host/linux/quotas.ts
  'run: quotaon -u …',
  'run: mount -o remount,usrquota …; quotacheck -cum …; quotaon -u …; and add usrquota to its options in /etc/fstab',
  // src/host/sockets/reject-malformed-request.ts
  'ask with GET, such as curl does',
  // src/host/sockets/unix-socket.ts
  'run: groupadd --system …; systemctl restart jopaneld',
  // src/jopaneld.ts
  'run it as root: sudo jopaneld\n',
  // src/journal/why-not-kept.ts
  'run: jopanel journal verify',
  // src/mirror/describe-error.ts
  'check the host in the settings',
  'the server takes encrypted connections only: give tls_ca_file in the settings',
  'the certificate of the server comes from another authority than tls_ca_file',
  'the certificate of the server does not name this host: give the name that it has',
  'check user and password_file in the settings',
  'make the database: docs/mariadb.md',
  'the server takes no writes: see its read_only',
  'give the server room',
  'raise max_allowed_packet of the server to 16M at least',
  // src/mirror/inspect-server.ts
  'set innodb_ft_min_token_size and innodb_ft_max_token_size back to 3 and 84',
  'set max_allowed_packet to 16M',
  'name the server that does',
  // src/model/sshd-policy.ts
  'set shell to /bin/bash or /bin/sh in account.json, or force_command to null in ssh.json',
  // src/reconcile/intake/claim-clashes.ts
  'choose a … that was never used',
  // src/reconcile/record/account-status.ts
  'keep large data outside of the set',
  // src/reconcile/retire/purger.ts
  'take its folder away first and wait until it is',
  // src/reconcile/retire/vanish-guard.ts
  'rename it back to …',
  // src/status/events/event-subscribers.ts
  'give Last-Event-ID to go on',
  // src/status/routes/account-route.ts
  'bring it back from its archive: jopanel user restore …',
  // src/reconcile/intake/fixed-identity.ts
  'write … again; for another one, delete and purge the account and create it again',
  // src/cli/commands/key/change.ts
  'give a line of a .pub file',
  // src/cli/commands/user/restore.ts
  'run: jopanel rollback … …',
  // migrate-v1
  'they are written into ssh.json',
  'give its owner another one: jopanel user set … ssh.authorized_keys+=KEY',
  'its keys end; add them by hand',
  'give one that may (--db-user root), or make an empty one and name it: --scratch-database NAME',
  'name an empty one, for all of it is dropped',
  'wait until it has ended',
  'mend or delete it in V1 and plan again',
  'keep one, or …',
  'make its user: useradd --uid … --user-group --no-create-home --home-dir … --shell /bin/bash …',
  'move it away, and back once the account is there',
  'raise uid_max in jopaneld.json',
  'keep …; make … addon domains',
  'make … the primary domain',
  'give it a primary domain in V1, or leave it out: then nothing of it is hosted here',
  'it is the primary domain of …, which stays held back until the other account gives its name up in V1; then plan again',
  '…; then plan again',
  'correct the row in V1, where 0 becomes unlimited, and plan again',
  'it is written as …',
  'keep mail where it is',
  'where V1 meant none at all, set a number in V1 and plan again',
  'nothing of it is written; give it to a user in V1 to keep it',
  'nothing of it is written; to keep it after all, empty deleted_at and plan again',
  'nothing is to be done',
  'it stays a login of the panel',
  'nothing is to be done; the role stays in the row of the panel',
  'it stays as it is; to bring it in, load a dump of it into …_NAME, and run: jopanel user adopt-database … …_NAME',
  'rename that user and change the programs that use it (RENAME USER …@localhost TO …_old@localhost), and plan again; or leave the databases out of the set',
  'an empty one is made; load its dump into that, or make it before',
  'it stays as it is; or list one under mariadb.users in services.json, named …_NAME',
  '… is used',
  'use …, and move the files there',
  'make … an addon domain',
  'make … an addon domain with that document root',
  'list it with a new password under ftp.accounts in services.json, named …_NAME',
  'make a hash with mkpasswd -m yescrypt, and put it there: jopanel user edit … services',
  'without a password of its own it gets in nowhere; --with-passwords gives it one',
  'divide the domains among several users in V1, and plan again',
  'activate it in V1 first, or write it as suspended',
  'use …',
  '… is written, which stands for unknown and keeps the order of users.id',
  'the account has no password until: jopanel user passwd',
  'set … to … for this account',
  'give it a package in V1',
  'correct that row in V1',
  '…, or …',
  'rename the account in V1',
  'use … for all of them, and look at every site afterwards',
  'install it (php…-fpm), or use …',
  'put fullchain.pem and privkey.pem into /etc/jopanel/tls/NAME/, or let certbot keep them',
  'give a user that may log in: --db-user NAME, and --db-password-file FILE where it has a password',
  'give its password: --db-password-file FILE',
  'give a user that may read this database, such as --db-user root',
  'give a user that may do this, such as --db-user root',
  'give a user that may read it, such as --db-user root',
  'name the database of the V1 panel: --database NAME',
  'start MariaDB (systemctl start mariadb), or say where it listens: --db-socket FILE',
  'the server takes encrypted connections only: give the certificate of its authority, --db-tls-ca-file FILE',
  'something holds the table; try again in a moment',
  'give one that may, such as --db-user root',
  'name the database of the V1 panel (--database NAME), and a user that may read it (--db-user root)',
  'move it away and take that step again',
  'name it: --database NAME',
  'make one: jopanel migrate v1 plan --yes',
  'name that one: --database …',
  'make one: jopanel migrate v1 backup --yes',
  'read it back into a scratch database and compare every table. To do it: add --yes\n',
  'add --yes\n',
  'restart it: systemctl restart jopaneld',
  'give the name of the database: jopanel migrate v1 drop-columns --yes --confirm …',
  'delete them in V1, then plan and verify again; or let them be logins: --keep-deleted',
  'change or drop it first: DROP TRIGGER …, DROP VIEW …, DROP PROCEDURE …, DROP FUNCTION …, DROP EVENT …',
  'give a user that may, such as --db-user root',
  'mount or restore it, then try again',
  'take it out: gpasswd --delete … …',
];
