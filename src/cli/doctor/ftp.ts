// Checks that vsftpd lets in whom the sets name, and keeps them within the limits of their accounts.

import { isYes, missingListSettings } from '../../../controllers/ftp-access/server-settings.ts';
import type { FtpServer } from '../../host/ftp-server.ts';
import { type Check, type CheckGroup, ok, warning } from './check.ts';

type Settings = (FtpServer & { readonly state: 'installed' })['settings'];

export const checkFtp: CheckGroup = async (_settings, host) => {
  const server = await host.ftp.server().catch(() => undefined);
  if (server?.state !== 'installed') return [];
  return [userList(server.settings), sessions(server.settings)];
};

function userList(settings: Settings): Check {
  const name = 'FTP users';
  const missing = missingListSettings(settings).filter(([key]) => key !== 'local_enable');
  if (missing.length === 0 || !isYes(settings.get('local_enable'), 'NO'))
    return ok(name, 'only those that the sets name are let in');
  const lines = missing.map(([key, value]) => `${key}=${value}`).join(', ');
  return warning(
    name,
    'vsftpd lets in every user with a password, whatever the sets say',
    `set in /etc/vsftpd.conf: ${lines}; and run: systemctl restart vsftpd`,
  );
}

function sessions(settings: Settings): Check {
  const name = 'FTP sessions';
  return isYes(settings.get('session_support'), 'NO')
    ? ok(name, 'they are within the limits of their accounts')
    : warning(
        name,
        'they are outside the limits of their accounts',
        'set session_support=YES in /etc/vsftpd.conf; systemctl restart vsftpd',
      );
}
