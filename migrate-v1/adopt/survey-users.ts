// What Linux users that are there already have beside name, numbers, home and shell: rights, keys and habits.

import type { UserFile } from '../../src/host/files/read-user-file.ts';
import type { RootFileReader } from '../../src/host/root-files.ts';
import {
  aliasesOf,
  givesRights,
  includedBy,
  isIncluded,
  type SudoersLine,
  type SudoersUser,
  sudoersLines,
} from './sudoers.ts';

interface AdoptedUser extends SudoersUser {
  readonly home: string;
}

export interface Belongings {
  /** `/etc/sudoers.d/x:3` and its line. */
  readonly sudoers: readonly string[];
  /** Names such as `cap_net_admin` that pam_cap gives at a login. */
  readonly capabilities: readonly string[];
  /** `/etc/subuid 100000:65536` */
  readonly subordinateIds: readonly string[];
  /** Whether its user services run without a login. */
  readonly lingers: boolean;
  readonly hasCrontab: boolean;
  /** Lines of its authorized_keys files, without comments and empty lines. */
  readonly keyLines: readonly string[];
  /** Why a file of keys could not be read. */
  readonly unreadKeys: readonly string[];
}

interface UserSurvey {
  readonly files: Pick<RootFileReader, 'list'>;
  /** As sudo and PAM read their files: links are followed. Undefined where there is no file of root. */
  readonly readTrustedFile: (path: string) => string | undefined;
  readonly readUserFile: (home: string, relative: string, options: { uid: number; most: number }) => UserFile;
}

const MOST_KEY_BYTES = 1_000_000;
const KEY_FILES = ['.ssh/authorized_keys', '.ssh/authorized_keys2'];
const MOST_INCLUDES = 100;

export async function surveyUsers(
  users: readonly AdoptedUser[],
  survey: UserSurvey,
): Promise<ReadonlyMap<string, Belongings>> {
  if (users.length === 0) return new Map();
  const { files } = survey;
  const textOf = (path: string) => survey.readTrustedFile(path) ?? '';
  const sudoers = await readSudoers(survey);
  const lines = sudoers.map(({ line }) => line);
  const capabilities = capabilityLines(textOf('/etc/security/capability.conf'));
  const ids = ['/etc/subuid', '/etc/subgid'].map((file) => ({ file, text: textOf(file) }));
  const lingering = new Set(await files.list('/var/lib/systemd/linger'));
  const crontabs = new Set(await files.list('/var/spool/cron/crontabs'));
  return new Map(
    users.map((user): [string, Belongings] => {
      const names = aliasesOf(user, lines);
      return [
        user.name,
        {
          sudoers: sudoers
            .filter(({ line }) => givesRights(line, names))
            .map(({ file, line }) => `${file}:${line.line} ${line.text}`),
          capabilities: capabilities
            .filter(({ who }) => who.includes(user.name) || who.includes(`@${user.name}`))
            .map(({ what }) => what),
          subordinateIds: ids.flatMap(({ file, text }) =>
            rangesOf(user, text).map((range) => `${file} ${range}`),
          ),
          lingers: lingering.has(user.name),
          hasCrontab: crontabs.has(user.name),
          ...keysOf(user, survey),
        },
      ];
    }),
  );
}

async function readSudoers({
  files,
  readTrustedFile,
}: UserSurvey): Promise<readonly { readonly file: string; readonly line: SudoersLine }[]> {
  const found: { file: string; line: SudoersLine }[] = [];
  const waiting = ['/etc/sudoers'];
  const seen = new Set<string>();
  const hostname = (readTrustedFile('/etc/hostname') ?? '').trim();
  for (let file = waiting.shift(); file !== undefined && seen.size < MOST_INCLUDES; file = waiting.shift()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const path = file;
    const lines = sudoersLines(readTrustedFile(path) ?? '');
    found.push(...lines.map((line) => ({ file: path, line })));
    const included = includedBy(lines, path, hostname);
    for (const folder of included.folders)
      waiting.push(...(await files.list(folder)).filter(isIncluded).map((name) => `${folder}/${name}`));
    waiting.push(...included.files);
  }
  return found;
}

function capabilityLines(text: string): { readonly what: string; readonly who: readonly string[] }[] {
  return text.split('\n').flatMap((line) => {
    const [what = '', ...who] = line.replace(/#.*/, '').trim().split(/\s+/);
    return what === '' || what === 'none' ? [] : [{ what, who }];
  });
}

function rangesOf({ name, uid }: AdoptedUser, text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [who, first, count] = line.split(':');
    const isOwn = who === name || who === String(uid);
    return isOwn && first !== undefined && count !== undefined ? [`${first}:${count}`] : [];
  });
}

function keysOf(
  { home, uid }: AdoptedUser,
  { readUserFile }: UserSurvey,
): Pick<Belongings, 'keyLines' | 'unreadKeys'> {
  const keyLines: string[] = [];
  const unreadKeys: string[] = [];
  for (const file of KEY_FILES) {
    const found = readUserFile(home, file, { uid, most: MOST_KEY_BYTES });
    if (found.kind === 'file') keyLines.push(...found.text.split('\n').map((line) => line.trim()));
    if (found.kind === 'other') unreadKeys.push(`~/${file} is ${found.what}`);
  }
  return { keyLines: keyLines.filter((line) => line !== '' && !line.startsWith('#')), unreadKeys };
}
