// Each attack, with one small change of the code that lets it succeed again: the tests of the attack must notice.

import type { Breach } from './rules.ts';

type AttackBreach = Omit<Breach, 'rule' | 'tests' | 'project'> & {
  /** The test file in `test/attacks/`, without its ending. */
  readonly attack: string;
};

export const attackBreaches: readonly AttackBreach[] = [
  {
    attack: 'agent-socket',
    what: 'lets a backend give an account any uid',
    file: 'src/model/rules/identity.ts',
    from: 'if (id === undefined || (id >= uidMin && id <= uidMax)) return [];',
    to: 'if (id === undefined || uidMin <= uidMax) return [];',
  },
  {
    attack: 'app-ports',
    what: 'sends visitors to whoever listens on the port of an app',
    file: 'src/host/linux/app-gates.ts',
    from: "asked.every((each) => each.uid === uid) ? 'account' : 'another';",
    to: "asked.every((each) => each.uid >= 0 || uid > 0) ? 'account' : 'another';",
  },
  {
    attack: 'big-sets',
    what: 'keeps whatever an account changes in a day',
    file: 'src/journal/contents.ts',
    from: 'export const CONTENT_BUDGET = 32 * 1024 * 1024;',
    to: 'export const CONTENT_BUDGET = 32 * 1024 * 1024 * 1024;',
  },
  {
    attack: 'careless-operator',
    what: 'finds an empty folder good',
    file: 'src/cli/commands/validate.ts',
    from: 'if (here.sets.length + here.strangers.length === 0) return',
    to: 'if (here.sets.length + here.strangers.length < 0) return',
  },
  {
    attack: 'careless-operator',
    what: 'runs commands as an account at the terminal of the operator',
    file: 'src/host/commands/command-files.ts',
    from: 'detached: true,',
    to: 'detached: false,',
  },
  {
    attack: 'ending-processes',
    what: 'ends the processes of an account one by one',
    file: 'src/host/proc/uid-helper-script.ts',
    from: 'sub { kill $signal, -1 }',
    to: 'sub { $signal }',
  },
  {
    attack: 'every-field',
    what: 'repeats the values of fields that may hold a secret',
    file: 'src/model/secret-fields.ts',
    from: 'return SECRET_FIELDS[file].some((field) => {',
    to: 'return SECRET_FIELDS[file].slice(0, 0).some((field) => {',
  },
  {
    attack: 'forced-command',
    what: 'lets bash take itself for the first shell',
    file: 'renderers/sshd-match.ts',
    from: "'SHLVL=2',",
    to: "'SHLVL=0',",
  },
  {
    attack: 'groups',
    what: 'leaves an account in the groups that it was put into',
    file: 'controllers/linux-user/plan.ts',
    from: 'if (forbidden.length === 0) return [];',
    to: 'if (forbidden.length >= 0) return [];',
  },
  {
    attack: 'log-flood',
    what: 'lets apps write to the log of the host',
    file: 'renderers/node-app.ts',
    from: 'LogNamespace=$' + '{LOG_NAMESPACE}\n',
    to: '# $' + '{LOG_NAMESPACE}\n',
  },
  {
    attack: 'names-of-the-operator',
    what: 'gives an account a name of the operator’s',
    file: 'src/model/rules/names.ts',
    from: 'return taken === undefined || facts.isHeld?.(username, name) === true',
    to: 'return taken !== null || facts.isHeld?.(username, name) === true',
  },
  {
    attack: 'open-folders',
    what: 'trusts what others can write',
    file: 'src/host/path-trust.ts',
    from: '(stats.mode & WRITABLE_BY_OTHERS) === 0',
    to: '(stats.mode & WRITABLE_BY_OTHERS) >= 0',
  },
  {
    attack: 'purge',
    what: 'leaves setuid files of a suspended account as they are',
    file: 'src/host/linux/leftovers/leftovers.ts',
    from: "'-perm', '/6000'",
    to: "'-perm', '/0000', '-false'",
  },
  {
    attack: 'secrets',
    what: 'lets everybody read generated files',
    file: 'controllers/generated-file.ts',
    from: 'export const PRIVATE: Ownership = { uid: 0, gid: 0, mode: 0o600 };',
    to: 'export const PRIVATE: Ownership = { uid: 0, gid: 0, mode: 0o644 };',
  },
  {
    attack: 'socket-groups',
    what: 'answers a caller as often as it asks',
    file: 'src/host/sockets/caller-bounds.ts',
    from: 'connections: 128, answers: 8, waiting: 256, streams: 64 };',
    to: 'connections: 100_000, answers: 100_000, waiting: 100_000, streams: 100_000 };',
  },
];
