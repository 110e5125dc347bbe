// The rules of ARCHITECTURE.md, each broken in the code by one small change, and the tests that must notice.

export interface Breach {
  readonly rule: number;
  readonly what: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
  /** Of which at least one test must fail. */
  readonly tests: readonly string[];
  readonly project: 'unit' | 'sweep' | 'sandbox' | 'attacks';
}

const SWEEP = { project: 'sweep', tests: ['test/reconcile/sweep-crash.test.ts'] } as const;

export const breaches: readonly Breach[] = [
  {
    rule: 1,
    what: 'takes the lines of others out of a shared list',
    file: 'controllers/name-list.ts',
    from: 'text = group.reduce((list, { name, listed }) => withName(list, name, listed), before.text);',
    to: "text = group.reduce((list, { name, listed }) => withName(list, name, listed), '');",
    ...SWEEP,
  },
  {
    rule: 2,
    what: 'lets files go live that their service refuses',
    file: 'src/reconcile/publish/publish.ts',
    from: 'if (result.ok) return { accepted: publications, rejected: new Map() };',
    to: 'if (result) return { accepted: publications, rejected: new Map() };',
    ...SWEEP,
  },
  {
    rule: 2,
    what: 'lets one account that is refused take the others of its wave along',
    file: 'src/reconcile/publish/bisect-rejected.ts',
    from: 'if (only !== undefined && untested.length === 1) {',
    to: 'if (only !== undefined) {\n      for (const each of untested) rejected.set(each, result.output);',
    ...SWEEP,
  },
  {
    rule: 2,
    what: 'counts the test of one candidate for another candidate',
    file: 'src/reconcile/publish/candidate-tests.ts',
    from: 'candidate?.digest !== this.#liveFiles.digest(service, files)',
    to: 'candidate === undefined',
    project: 'unit',
    tests: ['test/reconcile/publish/candidate-tests.test.ts'],
  },
  {
    rule: 3,
    what: 'renames files into place that are not on the disk yet',
    file: 'src/host/crash-safe/put-files.ts',
    from: '  if (isSynced) await file.sync();\n',
    to: '  void isSynced;\n  void file;\n',
    ...SWEEP,
  },
  {
    rule: 4,
    what: 'forgets a reload that a crash came before',
    file: 'src/reconcile/publish/publish.ts',
    from: 'return !liveFiles.isEmpty(service) && journal.service(service.name)?.loaded !== liveFiles.digest(service);',
    to: 'return liveFiles.isEmpty(service) && journal.service(service.name) === undefined;',
    ...SWEEP,
  },
  {
    rule: 5,
    what: 'takes missing folders for removed ones',
    file: 'src/reconcile/retire/vanish-guard.ts',
    from: 'const whole = wholeFolderDoubt(situation) ?? tooManyAtOnce(situation, limits);',
    to: 'const whole = wholeFolderDoubt({ ...situation, vanished: new Map() }) ?? (limits ? undefined : tooManyAtOnce(situation, limits));',
    ...SWEEP,
  },
  {
    rule: 6,
    what: 'follows links below a home',
    file: 'src/host/files/open-flags.ts',
    from: 'export const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;',
    to: 'export const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY;',
    project: 'sandbox',
    tests: ['test/sandbox/home-races.test.ts'],
  },
  {
    rule: 7,
    what: 'writes names into nginx files as they are',
    file: 'renderers/encode-nginx.ts',
    from: "throw new UnrepresentableError('an nginx server name', name);",
    to: 'return name;',
    project: 'unit',
    tests: ['test/renderers'],
  },
  {
    rule: 8,
    what: 'tries again without a pause',
    file: 'src/model/backoff-delay.ts',
    from: 'return Math.round((ceiling / 2) * (1 + random));',
    to: 'return Math.round(0 * ceiling * random);',
    project: 'unit',
    tests: ['test/queue'],
  },
  {
    rule: 9,
    what: 'goes on correcting what another hand keeps changing',
    file: 'src/reconcile/drift/contests.ts',
    from: 'return this.#recent(key).length >= CORRECTIONS;',
    to: 'return this.#recent(key).length >= CORRECTIONS * 1000;',
    ...SWEEP,
  },
  {
    rule: 10,
    what: 'writes what is there already',
    file: 'controllers/generated-file.ts',
    from: "if (same) return { kind: 'same' };",
    to: "if (same && text === null) return { kind: 'same' };",
    project: 'unit',
    tests: ['test/controllers/conformance.test.ts'],
  },
];
