/**
 * The programs of the product, by what starts them: the units and the commands of the checkout. In the package they start
 * the bundle instead, with the Node that is beside it.
 */

import { globSync, readFileSync } from 'node:fs';

const CHECKOUT_NODE = /(\/usr\/lib\/jopanel|\$root)\/node_modules\/\.bin\/node/g;
const PROGRAM = /(?:\/usr\/lib\/jopanel|\$root)\/([\w/-]+)\.ts/g;

/** `src/jopaneld.ts` is `jopaneld`, and `activator/main.ts` is `activator`. */
function programName(source: string): string {
  return source
    .replace(/^src\//, '')
    .replace(/\/main$/, '')
    .replaceAll('/', '-');
}

/** @returns the sources by the names that their programs have in the bundle */
export function findPrograms(root: string): Record<string, string> {
  const starters = globSync(['systemd/*.service', 'bin/*'], { cwd: root }).sort();
  const sources = starters.flatMap((file) =>
    [...readFileSync(`${root}/${file}`, 'utf8').matchAll(PROGRAM)].map(([, source = '']) => source),
  );
  return Object.fromEntries(sources.map((source) => [programName(source), `${source}.ts`]));
}

/** A command of `bin/`, which starts the bundle of that version. */
export function packagedCommand(text: string, version: string): string {
  return text
    .replaceAll(CHECKOUT_NODE, '$1/node')
    .replaceAll(PROGRAM, (_, source: string) => `$root/${version}/${programName(source)}.js`);
}

/**
 * A unit, which starts its program from a copy of the bundle that is its own: while a package is unpacked, the process that
 * still runs finds all of its parts there, and none of another version. A `+` lets a service without privileges have it too.
 */
export function packagedUnit(text: string): string {
  return text
    .replaceAll(CHECKOUT_NODE, '$1/node')
    .replaceAll(PROGRAM, (_, source: string) => `/run/jopanel-code/%N/${programName(source)}.js`)
    .replace(
      /^ExecStart=(?=\/usr\/lib\/jopanel\/node )/m,
      'ExecStartPre=+/usr/lib/jopanel/bin/jopanel-copy-code %N\n$&',
    );
}

/** What `ExecStartPre` runs. */
export function copyCodeScript(version: string): string {
  return `#!/bin/sh
# systemd runs this before a service starts: jopanel-copy-code UNIT. The service then runs from a copy of the code that a
# package manager does not touch.
set -eu
copy=/run/jopanel-code/$1
rm -rf -- "$copy"
mkdir -p -m 0755 -- /run/jopanel-code "$copy"
cp -R -- /usr/lib/jopanel/${version}/*.js /usr/lib/jopanel/${version}/packages "$copy"
`;
}
