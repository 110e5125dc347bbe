import { sandbox } from './harness.ts';

const CONF = '/etc/dovecot/dovecot.conf';
let asInstalled: string | undefined;

/** Runs a dovecot that lets the users of the host in by IMAP, as their passwords say. */
export async function startMailServer(): Promise<void> {
  asInstalled ??= await sandbox.readFile(CONF);
  await sandbox.writeFile(
    CONF,
    `protocols = imap
listen = 127.0.0.1
ssl = no
mail_location = maildir:~/tmp/mail
passdb {
  driver = pam
}
userdb {
  driver = passwd
}
# Who was turned away once is not made to wait the next time.
auth_failure_delay = 0
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
`,
  );
  await sandbox.run(['systemctl', 'restart', 'dovecot']);
}

export async function stopMailServer(): Promise<void> {
  await sandbox.run(['systemctl', 'stop', 'dovecot']);
  if (asInstalled !== undefined) await sandbox.writeFile(CONF, asInstalled);
}
