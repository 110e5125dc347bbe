// The product's own imports form no circle, and go from a floor to a lower one.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const PRODUCT = '{src,acme,front,controllers,renderers,services,activator,migrate-v1}/**/*.ts';
/** The one way into the migration, which an installation may leave out. */
const PLUG = 'migrate-v1/command.ts';

/**
 * What ARCHITECTURE.md says of the layout, from the top floor to the ground. A place imports from lower floors alone:
 * not from a higher one, and not from another place of its own.
 */
const FLOORS = [
  ['src/jopaneld.ts'],
  ['src/jopanel.ts', 'src/dry-run.ts', 'migrate-v1'],
  ['src/cli'],
  ['src/daemon.ts'],
  ['src/daemon-sockets.ts'],
  ['src/agent', 'front'],
  ['src/status', 'src/once.ts'],
  ['src/reconcile', 'acme', 'activator'],
  ['controllers', 'src/watch', 'src/load-settings.ts'],
  [
    'services',
    'src/mirror',
    'src/bandwidth',
    'src/control',
    'src/desired',
    'src/queue',
    'src/parse-trusted-settings.ts',
  ],
  ['src/host', 'src/journal', 'renderers', 'src/daemon-options.ts'],
  ['src/model', 'src/version.ts'],
];

/** The rooms of the engine in the same way. */
const ENGINE_FLOORS = [
  ['loop', 'preview'],
  ['beside'],
  ['retire'],
  ['record'],
  ['wave'],
  ['after', 'drift', 'publish'],
  ['override', 'progress'],
  ['plan', 'intake'],
].map((rooms) => rooms.map((room) => `src/reconcile/${room}`));

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

function byFolder(graph: Graph, folder: (file: string) => string = folderOf): Graph {
  const folders = new Map<string, Set<string>>();
  for (const [file, imports] of graph) {
    const from = folder(file);
    const targets = folders.get(from) ?? new Set();
    for (const target of imports) if (folder(target) !== from) targets.add(folder(target));
    folders.set(from, targets);
  }
  return folders;
}

/** The imports that do not go from a floor to a lower one, and the places that stand on no floor. */
function upward(graph: Graph, floors: readonly (readonly string[])[]): readonly string[] {
  const floorOf = (place: string) => floors.findIndex((floor) => floor.includes(place));
  return [...graph].flatMap(([from, targets]) => [
    ...(floorOf(from) === -1 ? [`${from} stands on no floor`] : []),
    ...[...targets].filter((to) => floorOf(to) <= floorOf(from)).map((to) => `${from} imports ${to}`),
  ]);
}

/** The folders within a folder, and the files beside them. */
function roomsOf(graph: Graph, parent: string): Graph {
  const inside = (file: string) => file.startsWith(`${parent}/`);
  const room = (file: string) =>
    file
      .split('/')
      .slice(0, parent.split('/').length + 1)
      .join('/');
  const within = [...graph].filter(([file]) => inside(file));
  return byFolder(
    new Map(within.map(([file, imports]) => [file, new Set([...imports].filter(inside))])),
    room,
  );
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

test('an import of a higher floor, and one of the same floor, is found', () => {
  const graph = new Map([
    ['a', new Set(['b'])],
    ['b', new Set(['a', 'c'])],
    ['c', new Set(['b'])],
    ['d', new Set<string>()],
  ]);
  expect(upward(graph, [['a'], ['b', 'c']])).toEqual([
    'b imports a',
    'b imports c',
    'c imports b',
    'd stands on no floor',
  ]);
});

test('every folder imports from lower floors alone', () => {
  expect(upward(byFolder(files), FLOORS)).toEqual([]);
});

test('every room of the engine imports from lower floors alone', () => {
  const rooms = roomsOf(files, 'src/reconcile');
  expect(upward(rooms, ENGINE_FLOORS)).toEqual([]);
  expect(rooms.size).toBe(ENGINE_FLOORS.flat().length);
});

test.each(['src/agent', 'src/cli', 'src/host', 'src/journal', 'src/mirror', 'src/model', 'src/status'])(
  'no rooms of %s import each other in a circle',
  (parent) => {
    const rooms = roomsOf(files, parent);
    expect(rooms.size).toBeGreaterThan(0);
    expect(circleIn(rooms)).toBeUndefined();
  },
);

test('no folder of the engine holds more than a dozen files', () => {
  const counts = Map.groupBy(files.keys(), dirname);
  const large = [...counts].filter(
    ([folder, { length }]) => folder.startsWith('src/reconcile') && length > 12,
  );
  expect(large).toEqual([]);
});

test('no class is longer than 250 lines', () => {
  const lengths = [...files.keys()].flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(/^(?:export )?class (\w+)[\s\S]*?^\}$/gm)].map(
      ([body, name]) => ({ name: `${name} of ${file}`, lines: body.split('\n').length }),
    ),
  );
  expect(lengths.length).toBeGreaterThan(50);
  expect(lengths.filter(({ lines }) => lines > 250)).toEqual([]);
});
