// The engine knows resources and services only by their interfaces.

import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { allControllers } from '../../controllers/all-controllers.ts';
import { allServices } from '../../services/all-services.ts';

const checkout = join(import.meta.dirname, '../..');
const engine = globSync(
  ['src/reconcile/**/*.ts', 'controllers/*.ts', 'services/*.ts', 'src/host/services.ts'],
  {
    cwd: checkout,
  },
).filter((file) => !/\/all-\w+\.ts$/.test(file));

const services = allServices.map(({ name }) => name);
const kinds = allControllers.map(({ kind }) => kind);

test.each(services)('no file of the engine names the service %s', (name) => {
  expect(filesThatMention(new RegExp(name.replaceAll('-', '[-_ ]?'), 'i'))).toEqual([]);
});

// As a value, in a path, or as the name of its controller: the words themselves may be plain English.
test.each(kinds)('no file of the engine names the resource kind %s', (name) => {
  const identifier = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const spellings = [`['"\`/]${name}['"\`/]`, ...(identifier === name ? [] : [`\\b${identifier}\\b`])];
  expect(filesThatMention(new RegExp(spellings.join('|')))).toEqual([]);
});

test('services import neither controllers nor the engine, and the host imports no service', () => {
  const imports = (folder: string, from: RegExp) =>
    globSync(`${folder}/**/*.ts`, { cwd: checkout }).filter((file) =>
      from.test(readFileSync(join(checkout, file), 'utf8')),
    );
  expect(imports('services', /from '[^']*\/(controllers|reconcile)\//)).toEqual([]);
  expect(imports('src/host', /from '[^']*\/(services|controllers|reconcile)\//)).toEqual([]);
  expect(imports('controllers', /from '[^']*\/services\//).length).toBeGreaterThan(0);
});

test('every room of the engine is searched', () => {
  const rooms = new Set(engine.map((file) => dirname(file)));
  expect(rooms).toContain('controllers');
  expect(rooms).toContain('src/reconcile/wave');
  expect(filesThatMention(/runWave/).length).toBeGreaterThan(1);
});

function filesThatMention(pattern: RegExp): string[] {
  return engine.filter((file) => pattern.test(readFileSync(join(checkout, file), 'utf8')));
}
