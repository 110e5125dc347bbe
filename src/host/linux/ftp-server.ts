import { access, constants, glob, readFile } from 'node:fs/promises';
import { errorCode } from '../error-code.ts';
import type { FtpReader, FtpServer } from '../ftp-server.ts';

export const ftpReader: FtpReader = { server };

async function server(): Promise<FtpServer> {
  const isInstalled = await access('/usr/sbin/vsftpd', constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!isInstalled) return { state: 'absent' };
  const text = await readFile('/etc/vsftpd.conf', 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  });
  return { state: 'installed', settings: parseVsftpdConf(text), canReadPasswords: await hasPwdfile() };
}

/** Debian keeps the modules of PAM in a folder that is named for the architecture. */
async function hasPwdfile(): Promise<boolean> {
  for await (const _ of glob('/usr/lib/*/security/pam_pwdfile.so')) return true;
  return false;
}

/** Parses vsftpd.conf(5): `name=value`, no space around the sign, the later of two lines counts. */
function parseVsftpdConf(text: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  for (const line of text.split('\n')) {
    const setting = line.trimStart();
    const equals = setting.indexOf('=');
    if (setting.startsWith('#') || equals === -1) continue;
    settings.set(setting.slice(0, equals), setting.slice(equals + 1).trimEnd());
  }
  return settings;
}
