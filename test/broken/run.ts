// npm run test:broken: breaks each of the ten rules in a copy of the code and sees tests fail that pass without it.
// Arguments: numbers of rules, to break only these; `attacks` for all attacks, or the names of some. Ends with 1 when a
// breach goes unnoticed.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attackBreaches } from './attacks.ts';
import { type Breach, breaches } from './rules.ts';

const checkout = join(import.meta.dirname, '../..');
const wanted = process.argv.slice(2);
const chosen = [
  ...breaches
    .filter(({ rule }) => wanted.length === 0 || wanted.includes(String(rule)))
    .map((breach) => ({ name: `rule ${breach.rule}`, ...breach })),
  ...attackBreaches
    .filter(({ attack }) => wanted.includes('attacks') || wanted.includes(attack))
    .map(({ attack, ...breach }) => ({
      name: attack,
      ...breach,
      project: 'attacks' as const,
      tests: [`test/attacks/${attack}.test.ts`],
    })),
];
const scratch = mkdtempSync(join(tmpdir(), 'jopanel-broken-'));
let unnoticed = 0;
try {
  for (const entry of trackedFiles()) cpSync(join(checkout, entry), join(scratch, entry));
  // Not a link to the folder: a throwaway host sees nothing beside the checkout.
  spawnSync('cp', ['--archive', '--link', join(checkout, 'node_modules'), scratch]);
  for (const breach of chosen) {
    const failed = failuresWith(breach);
    if (failed === 0) unnoticed += 1;
    const outcome = failed === 0 ? 'NOT NOTICED' : `noticed by ${failed} test${failed === 1 ? '' : 's'}`;
    console.log(`${breach.name}: ${breach.what}: ${outcome}`);
  }
} finally {
  rmSync(scratch, { recursive: true });
}
process.exitCode = unnoticed === 0 ? 0 : 1;

function trackedFiles(): string[] {
  const listed = spawnSync('git', ['ls-files', '-z'], { cwd: checkout, encoding: 'utf8' });
  return listed.stdout.split('\0').filter((name) => name !== '');
}

/** @returns how many tests fail, in files that can all be read */
function failuresWith({ file, from, to, project, tests }: Omit<Breach, 'rule'>): number {
  const path = join(scratch, file);
  const sound = readFileSync(path, 'utf8');
  if (sound.split(from).length !== 2) throw new Error(`${file} does not say exactly once: ${from}`);
  writeFileSync(
    path,
    sound.replace(from, () => to),
  );
  const vitest = [join(scratch, 'node_modules/vitest/vitest.mjs'), 'run', '--configLoader', 'native'];
  const argv = [...vitest, '--project', project, ...tests];
  const { stdout, stderr } = spawnSync(process.execPath, argv, {
    cwd: scratch,
    encoding: 'utf8',
    // The long ones too.
    env: { ...process.env, JOPANEL_TESTS: 'all' },
  });
  writeFileSync(path, sound);
  const [, passed, failed] = /^(\d+) passed, (\d+) failed/m.exec(stdout) ?? [];
  if (
    passed === undefined ||
    /^\s*Test Files .*no tests/m.test(stdout) ||
    /Failed Suites/.test(stdout + stderr)
  )
    throw new Error(`the tests did not run with ${file} changed:\n${stdout}\n${stderr}`);
  return Number(failed);
}
