// What `jopanel doctor` looks at. Looks only.

import { access, constants, lstat, readFile, statfs } from 'node:fs/promises';
import { errorCode } from '../error-code.ts';
import { mountOf, parseMounts } from '../files/mounts.ts';
import { tryCommand } from './run-command.ts';

const FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Where a program lies, as the daemon would find it. */
export async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of FOLDERS) {
    const path = `${folder}/${name}`;
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}

/** The first line that a program says with these words; undefined when it cannot be run. */
export async function firstLine(argv: readonly string[]): Promise<string | undefined> {
  const result = await tryCommand(argv, { timeoutMs: 5000 }).catch(() => undefined);
  return (
    result &&
    `${result.stdout}\n${result.stderr}`
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim()
  );
}

type PathState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'denied' }
  | {
      readonly kind: 'folder' | 'file' | 'other';
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    };

export async function pathState(path: string): Promise<PathState> {
  try {
    const stats = await lstat(path);
    const kind = stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'other';
    return { kind, mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid };
  } catch (error) {
    return { kind: errorCode(error) === 'EACCES' ? 'denied' : 'absent' };
  }
}

const TMPFS_MAGIC = 0x01021994;

export async function isOnTmpfs(path: string): Promise<boolean> {
  return statfs(path).then(
    ({ type }) => type === TMPFS_MAGIC,
    () => false,
  );
}

/** A number from a file of the kernel, such as /proc/sys/fs/inotify/max_user_watches. */
export async function kernelNumber(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number(text.trim());
}

/** Whether an ACL can be set there: asked of a scratch file, because mount options do not say so. */
export async function takesAcls(scratch: string): Promise<boolean> {
  const result = await tryCommand(['setfacl', '--modify', 'user:0:--x', '--', scratch]).catch(
    () => undefined,
  );
  return result?.exitCode === 0;
}

/** How the file system that holds a path is mounted, such as `nosuid`. */
export async function mountOptions(path: string): Promise<readonly string[]> {
  return mountOf(path, parseMounts(await readFile('/proc/self/mountinfo', 'utf8'))).options;
}

/** Whether a PAM service takes variables from a file in the home (pam_env(8)). */
export async function readsUserEnvironment(service: string): Promise<boolean> {
  const text = await readFile(service, 'utf8').catch(() => '');
  return text.split('\n').some((line) => /^\s*session\s.*pam_env\.so.*\buser_readenv=1\b/.test(line));
}

/** Runs a program that checks its own configuration. `said`: the last of its lines that says what is wrong. */
export async function tryProgram(argv: readonly string[]): Promise<{ isGood: boolean; said: string }> {
  const result = await tryCommand(argv, { timeoutMs: 60_000 }).catch(() => undefined);
  if (result === undefined) return { isGood: false, said: `${argv.join(' ')} cannot be run` };
  const lines = `${result.stdout}\n${result.stderr}`.split('\n').filter((line) => line.trim() !== '');
  const said = lines.find((line) => /\[emerg\]|error|:\s/i.test(line)) ?? lines.at(-1) ?? '';
  return { isGood: result.exitCode === 0, said: said.trim() };
}
