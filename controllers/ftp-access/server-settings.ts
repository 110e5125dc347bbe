// What /etc/vsftpd.conf must say so that the list of accounts decides who gets in, and FTP then works and stays in the home.

import type { FtpServer } from '../../src/host/ftp-server.ts';
import { FTP_USERS } from './observe.ts';

type Settings = (FtpServer & { readonly state: 'installed' })['settings'];
export type SettingLine = readonly [name: string, value: string];

interface Requirement {
  readonly line: SettingLine;
  isMet(value: string | undefined): boolean;
}

/** Who gets in. */
const LIST: readonly Requirement[] = [
  isOn('local_enable', 'NO'),
  isOn('userlist_enable', 'NO'),
  isOff('userlist_deny', 'YES'),
  { line: ['userlist_file', FTP_USERS], isMet: (value) => value === FTP_USERS },
];

/** What a user can do there: change files, which nginx can read then, and not leave the home. */
const USE: readonly Requirement[] = [
  isOn('write_enable', 'NO'),
  { line: ['local_umask', '022'], isMet: letsOthersRead },
  isOn('chroot_local_user', 'NO'),
  isOff('chroot_list_enable', 'NO'),
];

/** vsftpd refuses to lock a user into a home that the user can write, unless allow_writeable_chroot says so. */
const WRITABLE_HOME: readonly Requirement[] = [isOn('allow_writeable_chroot', 'NO')];

export function missingListSettings(settings: Settings): SettingLine[] {
  return missing(LIST, settings);
}

/** @param ownsHome whether the home itself belongs to the account, as in every SSH mode but sftp_chroot */
export function missingUseSettings(settings: Settings, ownsHome: boolean): SettingLine[] {
  return missing([...USE, ...(ownsHome ? WRITABLE_HOME : [])], settings);
}

/** As vsftpd reads a switch. @param byDefault what it is without a line */
export function isYes(value: string | undefined, byDefault: 'YES' | 'NO'): boolean {
  return /^(YES|TRUE|1)$/i.test(value ?? byDefault);
}

function missing(requirements: readonly Requirement[], settings: Settings): SettingLine[] {
  return requirements.filter(({ line, isMet }) => !isMet(settings.get(line[0]))).map(({ line }) => line);
}

function isOn(name: string, byDefault: 'YES' | 'NO'): Requirement {
  return { line: [name, 'YES'], isMet: (value) => isYes(value, byDefault) };
}

function isOff(name: string, byDefault: 'YES' | 'NO'): Requirement {
  return { line: [name, 'NO'], isMet: (value) => !isYes(value, byDefault) };
}

/** vsftpd takes a number for octal only where it begins with 0; its own default is 077. */
function letsOthersRead(value = '077'): boolean {
  const umask = Number.parseInt(value, value.startsWith('0') ? 8 : 10);
  return Number.isInteger(umask) && (umask & 0o005) === 0;
}
