// `jopanel validate [PATH…]`: checks sets anywhere on disk, in a pre-commit hook or CI as well.

import { basename, dirname, resolve } from 'node:path';
import {
  findSets,
  readFilesOnDisk,
  type SetOnDisk,
  type StrangerOnDisk,
} from '../../host/users-folder/sets-on-disk.ts';
import { quoted } from '../../model/quoted.ts';
import { isSetFileName } from '../../model/set-files.ts';
import type { Settings } from '../../model/settings.ts';
import type { Command } from '../command-line/command.ts';
import { failed } from '../output/report-failure.ts';
import { DEFAULT_CONFIG } from '../settings/host-settings.ts';
import { checkingFacts } from '../validate/checking-facts.ts';
import { reportGithub } from '../validate/report-github.ts';
import { reportJson } from '../validate/report-json.ts';
import { reportText } from '../validate/report-text.ts';
import type { ValidatedSet } from '../validate/validate-sets.ts';

const FORMATS = ['text', 'json', 'github'];

export const validate: Command = {
  name: 'validate',
  summary: 'check sets anywhere on disk, without a daemon or root',
  description: `Checks sets as the daemon would: their form, the rules within each, and what only one account
can have. A PATH is one account's folder, a folder of them, or one file of a set, of which only the problems in
that file are reported; without one, the users folder of the settings. There everything is checked that the daemon checks. Elsewhere owners and modes are not checked, so it
works in a checkout, a pre-commit hook or CI.
Exit: 0 no problems, 2 problems, 1 nothing could be checked, such as a folder without a set.`,
  positionals: [{ name: 'PATH', kind: 'folder', optional: true, many: true }],
  options: {
    format: {
      value: 'FORMAT',
      kind: FORMATS,
      help: 'text (default), json (as --json), or github (annotations)',
    },
    config: {
      value: 'FILE',
      kind: 'file',
      help: `the settings with the uid range and the home folders (default ${DEFAULT_CONFIG})`,
    },
  },
  examples: [
    { line: 'jopanel validate', help: 'all accounts of this host' },
    { line: 'jopanel validate --format github accounts/', help: 'a checkout, in a CI job' },
  ],
  output: async () => (await import('../validate/report-json.ts')).ValidationReport,
  async run({ terminal, json, screen, positionals, text }) {
    const format = text('format') ?? (json ? 'json' : 'text');
    if (!FORMATS.includes(format)) return { wrongUsage: `--format is one of ${FORMATS.join(', ')}` };
    const speaking = { terminal, screen, json: format === 'json' };
    const checking = checkingFacts(text('config'));
    if (!checking.ok) return failed(speaking, checking.why);

    const found: SetOnDisk[] = [];
    const strangers: StrangerOnDisk[] = [];
    const onlyFiles = new OnlyFiles();
    for (const named of positionals.length > 0 ? positionals : [checking.settings.users_dir]) {
      const path = onlyFiles.note(named);
      const here = findSets(path);
      if (!here.ok) return failed(speaking, here.why);
      // A path without a set is an error, so that a CI job with a wrong path does not pass.
      if (here.sets.length + here.strangers.length === 0) return failed(speaking, nothingIn(path));
      found.push(...here.sets);
      strangers.push(...here.strangers);
    }
    // ajv and the schemas are loaded here, so that other commands start without them.
    const { validateSets } = await import('../validate/validate-sets.ts');
    const validated = validateSets(eachOnce(found), checking.facts);
    const checked = await asTheDaemon(validated, checking.settings);
    const sets = [...checked.map((set) => onlyFiles.apply(set)), ...strangers.map(passedOver)];
    if (format === 'json') terminal.out(reportJson(sets));
    else if (format === 'github') reportGithub(terminal, sets);
    else reportText(terminal, { sets, readText });
    return sets.every(({ problems }) => problems.length === 0) ? 0 : 2;
  },
};

/** Files that were named by themselves, as a pre-commit hook names what has changed. */
class OnlyFiles {
  readonly #files = new Map<string, Set<string> | 'all'>();

  /** @returns the folder of the set where a file of it is named */
  note(named: string): string {
    const file = basename(named);
    const path = isSetFileName(file) ? dirname(named) : named;
    const known = this.#files.get(resolve(path));
    if (!isSetFileName(file)) this.#files.set(resolve(path), 'all');
    else if (known !== 'all') this.#files.set(resolve(path), new Set([...(known ?? []), file]));
    return path;
  }

  apply(set: ValidatedSet): ValidatedSet {
    const files = this.#files.get(resolve(set.path)) ?? 'all';
    if (files === 'all' || this.#files.get(dirname(resolve(set.path))) === 'all') return set;
    return { ...set, problems: set.problems.filter(({ file }) => files.has(file)) };
  }
}

/** Sets in the daemon's own folder are checked as the daemon checks them, so that the two never disagree. */
async function asTheDaemon(sets: readonly ValidatedSet[], settings: Settings): Promise<ValidatedSet[]> {
  const isOwn = ({ path }: ValidatedSet) => dirname(resolve(path)) === resolve(settings.users_dir);
  const usernames = sets.filter(isOwn).map(({ username }) => username);
  if (usernames.length === 0) return [...sets];
  const { daemonsProblems } = await import('../validate/daemons-problems.ts');
  const refused = await daemonsProblems(settings, usernames);
  return sets.map((set) => {
    const known = new Set(set.problems.map(({ file, pointer }) => `${file} ${pointer}`));
    const more = isOwn(set) ? (refused.get(set.username) ?? []) : [];
    return {
      ...set,
      problems: [...set.problems, ...more.filter(({ file, pointer }) => !known.has(`${file} ${pointer}`))],
    };
  });
}

function nothingIn(path: string): string {
  return `there is no set in ${quoted(path)}, so nothing was checked\nname an account's folder, or a folder of such folders`;
}

/** A set that is named twice, by its own path and by that of its parent, is checked once. */
function eachOnce(sets: readonly SetOnDisk[]): SetOnDisk[] {
  return [...new Map(sets.map((set) => [resolve(set.path), set])).values()];
}

function passedOver({ username, path, message, remedy }: StrangerOnDisk): ValidatedSet {
  const problem = { file: '.', pointer: '', line: null, column: null, message, remedy };
  return { username, path, revision: undefined, problems: [problem] };
}

function readText({ path }: ValidatedSet, file: string): string | undefined {
  const bytes = isSetFileName(file) ? readFilesOnDisk(path).files.get(file) : undefined;
  return bytes && new TextDecoder().decode(bytes);
}
