// What is installed with jopanel, and runs as root with it, is what was locked: each package by its hash.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ integrity: z.string().optional(), hasInstallScript: z.boolean().optional() }),
  ),
});
// The product itself, and its client with the link to it: what lies in this repository needs no hash.
const OWN = ['', 'client', 'node_modules/@jopanel/client'];
const packages = Object.entries(Lock.parse(JSON.parse(read('package-lock.json'))).packages).filter(
  ([path]) => !OWN.includes(path),
);

test('every package of the lock file has a hash, that of Node too', () => {
  expect(packages.length).toBeGreaterThan(50);
  const unlocked = packages.filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-'));
  expect(unlocked.map(([path]) => path)).toEqual([]);
  for (const arch of ['x64', 'arm64'])
    expect(packages.map(([path]) => path)).toContain(`node_modules/node-linux-${arch}`);
});

test('no package has an install script, and none would be run', () => {
  const scripted = packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path);
  expect(scripted).toEqual([]);
  expect(read('.npmrc')).toContain('\nignore-scripts=true\n');
  expect(read('sandbox/setup')).toContain('npm ci --ignore-scripts');
});

test('every unit runs the locked Node', () => {
  const units = readdirSync(new URL('../systemd/', import.meta.url)).filter((name) =>
    name.endsWith('.service'),
  );
  const starts = units.flatMap((unit) => read(`systemd/${unit}`).match(/^ExecStart=.*/gm) ?? []);
  expect(starts.length).toBeGreaterThan(1);
  for (const start of starts)
    expect(start).toMatch(/^ExecStart=\/usr\/lib\/jopanel\/node_modules\/\.bin\/node /);
});
