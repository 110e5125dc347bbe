import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { findPrograms, packagedCommand, packagedUnit } from '../../packaging/programs.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(`${ROOT}/${file}`, 'utf8');

test('the programs are those that units and commands start', () => {
  expect(findPrograms(ROOT)).toMatchObject({
    activator: 'activator/main.ts',
    jopanel: 'src/jopanel.ts',
    jopaneld: 'src/jopaneld.ts',
  });
});

test('a packaged command starts the bundle of its version with the Node beside it', () => {
  const text = packagedCommand(read('bin/jopanel'), '1.2.3');
  expect(text).toContain('exec "$root/node" ');
  expect(text).toContain('"$root/1.2.3/jopanel.js" "$@"');
  expect(text).not.toMatch(/node_modules|\.ts\b/);
});

test('a packaged unit starts from a copy of the code that it makes before, also for a reload', () => {
  const text = packagedUnit(read('systemd/jopaneld.service'));
  expect(text).toMatch(
    /^ExecStartPre=\+\/usr\/lib\/jopanel\/bin\/jopanel-copy-code %N\nExecStart=\/usr\/lib\/jopanel\/node /m,
  );
  expect(text.match(/\/run\/jopanel-code\/%N\/jopaneld\.js/g)).toHaveLength(2);
  expect(text).not.toMatch(/node_modules|\.ts\b/);
});
