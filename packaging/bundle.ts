/** Every program of the product, as a few JavaScript files that need no packages beside them. */

import { isBuiltin } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';
import { sourceDigest } from '../src/host/process/source-digest.ts';

interface BundleOptions {
  /** The checkout. */
  readonly root: string;
  /** The programs by the name of their file: `{ jopaneld: 'src/jopaneld.ts' }`. */
  readonly programs: Readonly<Record<string, string>>;
  readonly version: string;
  readonly into: string;
}

interface Bundle {
  /** Files that only the migration from V1 loads, with their source maps. */
  readonly migration: readonly string[];
  /** The folders below `node_modules` of which something is in it. */
  readonly packages: readonly string[];
}

/** Throws where something is imported that is in no package, or a file is referred to that is not found. */
export async function bundle({ root, programs, version, into }: BundleOptions): Promise<Bundle> {
  const build = await rolldown({
    cwd: root,
    input: programs,
    platform: 'node',
    plugins: [besideTheBundle(root), fixedFacts(root, version), modulesForUmd(root)],
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(`the bundle is not sound: ${log.message}`);
    },
  });
  const { output } = await build.write({
    dir: into,
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].js',
    // The place of the checkout stays out of what is shipped.
    sourcemapPathTransform: (source, map) => relative(root, resolve(dirname(map), source)),
  });
  await build.close();
  const chunks = output.filter((file) => file.type === 'chunk');
  expectWhole(chunks);
  const migration = new Set(onlyForMigration(chunks));
  return {
    migration: output
      .map(({ fileName }) => fileName)
      .filter((file) => migration.has(file.replace(/\.map$/, ''))),
    packages: packagesOf(chunks, root),
  };
}

const REFERENCE = /new URL\('([^']+)', import\.meta\.url\)/g;

/**
 * A thread's file becomes a file of the bundle, and a folder of the checkout one that lies beside the bundle, which has
 * all of its files in one folder.
 */
function besideTheBundle(root: string): Plugin {
  return {
    name: 'beside-the-bundle',
    transform(code, id) {
      if (id.includes('/node_modules/')) return null;
      // A program of the bundle is started by its launcher, never by itself.
      const changed = code.replace(/^#!.*/, '').replaceAll(REFERENCE, (_, path: string) => {
        const target = resolve(dirname(id), path);
        if (!path.endsWith('.ts')) return `new URL('./${relative(root, target)}', import.meta.url)`;
        const chunk = this.emitFile({ type: 'chunk', id: target, name: chunkName(root, target) });
        return `new URL(import.meta.ROLLUP_FILE_URL_${chunk})`;
      });
      // No line is added or taken away, so the maps still say the right ones.
      return changed === code ? null : { code: changed, map: null };
    },
  };
}

/** `src/status/thread/thread-entry.ts` becomes `status-thread-thread-entry`. */
function chunkName(root: string, file: string): string {
  return relative(root, file)
    .replace(/^src\//, '')
    .replace(/\.ts$/, '')
    .replaceAll('/', '-');
}

/** What the sources look up in the checkout, and a bundle knows from the beginning. */
function fixedFacts(root: string, version: string): Plugin {
  const facts = new Map([
    [`${root}/src/version.ts`, `export const VERSION = ${JSON.stringify(version)};`],
    [
      `${root}/src/host/process/source-digest.ts`,
      `const digest = ${JSON.stringify(`${version} ${sourceDigest(['.'])}`)};\nexport const sourceDigest = () => digest;`,
    ],
  ]);
  return {
    name: 'fixed-facts',
    load: (id) => facts.get(id) ?? null,
  };
}

/**
 * jsonc-parser's main file hides from a bundler what it requires. Its modules, which Node cannot load as they are, say the
 * same without a default export.
 */
function modulesForUmd(root: string): Plugin {
  const modules = JSON.stringify(`${root}/node_modules/jsonc-parser/lib/esm/main.js`);
  return {
    name: 'modules-for-umd',
    resolveId: (id) => (id === 'jsonc-parser' ? '\0jsonc-parser' : null),
    load: (id) =>
      id === '\0jsonc-parser'
        ? `import * as all from ${modules};\nexport * from ${modules};\nexport default all;`
        : null,
  };
}

/** What is reached from the programs only through the entry of the migration. */
function onlyForMigration(chunks: readonly OutputChunk[]): string[] {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const isEntry = (chunk: OutputChunk) => chunk.facadeModuleId?.endsWith('/migrate-v1/command.ts') ?? false;
  const needed = new Set<string>();
  const follow = (name: string) => {
    const chunk = byName.get(name);
    if (chunk === undefined || needed.has(name) || isEntry(chunk)) return;
    needed.add(name);
    for (const next of [...chunk.imports, ...chunk.dynamicImports]) follow(next);
  };
  for (const chunk of chunks) if (chunk.isEntry && !isEntry(chunk)) follow(chunk.fileName);
  return [...byName.keys()].filter((name) => !needed.has(name)).sort();
}

function packagesOf(chunks: readonly OutputChunk[], root: string): string[] {
  const found = chunks
    .flatMap((chunk) => chunk.moduleIds)
    .flatMap((id) => {
      const name = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0];
      return name === undefined ? [] : [relative(root, name)];
    });
  return [...new Set(found)].sort();
}

/** Nothing is looked up at run time but what Node has itself: on a host there is no `node_modules`. */
function expectWhole(chunks: readonly OutputChunk[]): void {
  const own = new Set(chunks.map((chunk) => chunk.fileName));
  for (const { fileName, imports, dynamicImports, code } of chunks) {
    const required = [...code.matchAll(/__require\("([^"]+)"\)|\brequire\("(?=(\.))/g)].map(
      ([found, name]) => name ?? found,
    );
    const missing = [...imports, ...dynamicImports, ...required].find(
      (name) => !own.has(name) && !isBuiltin(name),
    );
    if (missing !== undefined) throw new Error(`${fileName} needs ${missing}, which is not in the bundle`);
  }
}
