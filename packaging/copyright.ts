/** debian/copyright: the licence of the product, and of everything that is in its package, word for word. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';

interface CopyrightOptions {
  readonly root: string;
  /** Folders of packages, below `root`. */
  readonly packages: readonly string[];
  /** The file with the licence of Node and of all that is in it. */
  readonly nodeLicense: string;
}

/** @throws for a package without a licence text, which must not be shipped */
export function debianCopyright({ root, packages, nodeLicense }: CopyrightOptions): string {
  const own = readFileSync(`${root}/LICENSE`, 'utf8');
  const paragraphs = [
    paragraph('*', own, 'Expat'),
    paragraph('node', readFileSync(nodeLicense, 'utf8'), 'Node'),
    ...packages.map((folder) => ofPackage(root, folder)),
  ];
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: jopanel
Comment: The bundle holds parts of the packages below node_modules/, at the versions that are said there.

${paragraphs.join('\n')}`;
}

function ofPackage(root: string, folder: string): string {
  const path = `${root}/${folder}`;
  const { name, version }: { name: string; version: string } = JSON.parse(
    readFileSync(`${path}/package.json`, 'utf8'),
  );
  const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined || !existsSync(`${path}/${file}`))
    throw new Error(`${folder} has no file with its licence, so it cannot be shipped`);
  const license = `${name}-${version}`.replace(/^@/, '').replaceAll('/', '-');
  return paragraph(`${folder}/*`, readFileSync(`${path}/${file}`, 'utf8'), license);
}

function paragraph(files: string, text: string, license: string): string {
  const holders = [...new Set(text.match(/^.*copyright (?:\(c\)|©|20|19).*$/gim) ?? [])].slice(0, 5);
  const said =
    holders.length === 0 ? ['see the licence'] : holders.map((line) => line.replace(/^[\s/*#]+/, '').trim());
  const lines = text
    .replaceAll('\r', '')
    .trimEnd()
    .split('\n')
    // A line cannot be empty, and one that begins with a tab or two spaces is shown as it is.
    .map((line) => (line.trim() === '' ? ' .' : `  ${line.replaceAll(/[\f\t]/g, ' ').trimEnd()}`));
  return `Files: ${files}\nCopyright: ${said.join('\n ')}\nLicense: ${license}\n${lines.join('\n')}\n`;
}
