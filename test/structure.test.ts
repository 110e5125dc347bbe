// The product's own imports form no circle: neither between files nor between folders.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const PRODUCT = '{src,controllers,renderers,services,migrate-v1}/**/*.ts';
/** The one way into the migration, which an installation may lack. */
const PLUG = 'migrate-v1/command.ts';

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

function importsByFile(): Graph {
  const files = new Set(globSync(PRODUCT, { cwd: ROOT }));
  return new Map(
    [...files].map((file) => {
      const text = readFileSync(join(ROOT, file), 'utf8');
      const paths = [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, path = '']) =>
        relative(ROOT, resolve(ROOT, dirname(file), path)),
      );
      return [file, new Set(paths.filter((path) => files.has(path) && path !== PLUG))];
    }),
  );
}

/** `src/cli` for all files below it. The entry points in `src/` itself stand for themselves. */
function folderOf(file: string): string {
  const [top = '', folder = ''] = file.split('/');
  if (top !== 'src') return top;
  return folder.endsWith('.ts') ? file : `src/${folder}`;
}

function byFolder(graph: Graph): Graph {
  const folders = new Map<string, Set<string>>();
  for (const [file, imports] of graph) {
    const from = folderOf(file);
    const targets = folders.get(from) ?? new Set();
    for (const target of imports) if (folderOf(target) !== from) targets.add(folderOf(target));
    folders.set(from, targets);
  }
  return folders;
}

/** One circle, from a node back to itself; undefined when there is none. */
function circleIn(graph: Graph): readonly string[] | undefined {
  const done = new Set<string>();
  const walk = (node: string, path: readonly string[]): readonly string[] | undefined => {
    const at = path.indexOf(node);
    if (at !== -1) return [...path.slice(at), node];
    if (done.has(node)) return undefined;
    for (const next of graph.get(node) ?? []) {
      const circle = walk(next, [...path, node]);
      if (circle !== undefined) return circle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const circle = walk(node, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

const files = importsByFile();

test('a circle is found', () => {
  const graph = new Map([
    ['a', new Set(['b'])],
    ['b', new Set(['c'])],
    ['c', new Set(['b'])],
  ]);
  expect(circleIn(graph)).toEqual(['b', 'c', 'b']);
  expect(files.size).toBeGreaterThan(500);
});

test('no files import each other in a circle, types included', () => {
  expect(circleIn(files)).toBeUndefined();
});

test('no folders import each other in a circle', () => {
  expect(circleIn(byFolder(files))).toBeUndefined();
});
