// One value changes; every other byte stays.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editJson } from '../../src/desired/edit-json.ts';

test.each([
  ['two spaces', '{\n  "b": 1,\n  "a": "x"\n}\n', '{\n  "b": 2,\n  "a": "x"\n}\n'],
  ['four spaces', '{\n    "b": 1,\n    "a": "x"\n}\n', '{\n    "b": 2,\n    "a": "x"\n}\n'],
  ['tabs', '{\n\t"b": 1,\n\t"a": "x"\n}\n', '{\n\t"b": 2,\n\t"a": "x"\n}\n'],
  ['one line', '{"b":1,"a":"x"}', '{"b":2,"a":"x"}'],
  ['no last line break', '{\n  "b": 1\n}', '{\n  "b": 2\n}'],
  ['line ends of Windows', '{\r\n  "b": 1\r\n}\r\n', '{\r\n  "b": 2\r\n}\r\n'],
  ['odd spacing', '{ "b"  :1 ,\n\n\n "a":   [ 1,2 ] }\n\n', '{ "b"  :2 ,\n\n\n "a":   [ 1,2 ] }\n\n'],
])('with %s', (_, before, after) => {
  expect(editJson(before, [{ path: ['b'], value: 2 }])).toBe(after);
});

test('a new key comes last, indented as its neighbours', () => {
  expect(editJson('{\n    "a": 1\n}\n', [{ path: ['b'], value: 'x' }])).toBe(
    '{\n    "a": 1,\n    "b": "x"\n}\n',
  );
  expect(editJson('{\n\t"a": 1\n}\n', [{ path: ['b'], value: 'x' }])).toBe('{\n\t"a": 1,\n\t"b": "x"\n}\n');
  expect(editJson('{}\n', [{ path: ['b'], value: 'x' }])).toBe('{\n  "b": "x"\n}\n');
});

test('an entry is appended as its neighbours stand, and nothing else moves', () => {
  const text = '{\n  "list": [\n    "a"\n  ],\n  "inline": ["a"],\n  "x_own": { "z": 1,   "y": 2 }\n}\n';
  const append = (path: (string | number)[], value: unknown) => editJson(text, [{ path, value }]);
  expect(append(['list', 1], 'b')).toBe(text.replace('    "a"\n', '    "a",\n    "b"\n'));
  expect(append(['inline', 1], 'b')).toBe(text.replace('["a"]', '["a", "b"]'));
  expect(append(['x_own', 'x'], [1])).toBe(text.replace('"y": 2 }', '"y": 2, "x": [1] }'));
});

test('objects in a list are written as their neighbours are', () => {
  const value = { domain: 'b.com', docroot: '/b' };
  const inline = '{\n  "addons": [\n    { "domain": "a.com", "docroot": "/a" }\n  ]\n}\n';
  expect(editJson(inline, [{ path: ['addons', 1], value }])).toBe(
    '{\n  "addons": [\n    { "domain": "a.com", "docroot": "/a" },\n    { "domain": "b.com", "docroot": "/b" }\n  ]\n}\n',
  );
  const pretty = JSON.stringify({ addons: [{ domain: 'a.com', docroot: '/a' }] }, null, 4);
  expect(editJson(pretty, [{ path: ['addons', 1], value }])).toBe(
    JSON.stringify({ addons: [{ domain: 'a.com', docroot: '/a' }, value] }, null, 4),
  );
});

test('the first entry of a list', () => {
  expect(editJson('{ "keys": [] }', [{ path: ['keys', 0], value: 'a b' }])).toBe('{ "keys": ["a b"] }');
});

test('a key or an entry is taken out with its comma, and nothing else moves', () => {
  const text = '{\n  "list": ["a", "b"],\n  "x_own": { "z": 1,   "y": 2 }\n}\n';
  const remove = (...path: (string | number)[]) => editJson(text, [{ path, value: undefined }]);
  expect(remove('list', 1)).toBe(text.replace(', "b"', ''));
  expect(remove('list', 0)).toBe(text.replace('"a", ', ''));
  expect(remove('x_own')).toBe('{\n  "list": ["a", "b"]\n}\n');
  expect(remove('list')).toBe('{\n  "x_own": { "z": 1,   "y": 2 }\n}\n');
  expect(remove('nothing')).toBe(text);
});

test('what is read back is the old value with the change, keys in their order', () => {
  const flat = fc.dictionary(
    fc.stringMatching(/^[a-z]{1,5}$/),
    fc.oneof(fc.string(), fc.integer(), fc.array(fc.integer())),
    {
      minKeys: 1,
    },
  );
  fc.assert(
    fc.property(
      flat,
      fc.constantFrom(undefined, 1, 3, 4, 8, '\t'),
      fc.nat(),
      fc.string(),
      (value, indent, at, put) => {
        const keys = Object.keys(value);
        const key = keys[at % keys.length] ?? '';
        const edited = editJson(JSON.stringify(value, null, indent), [{ path: [key], value: put }]);
        expect(edited).toBe(JSON.stringify({ ...value, [key]: put }, null, indent));
      },
    ),
  );
});

test('a new key is where JSON.stringify would put it', () => {
  const nested = fc.dictionary(
    fc.stringMatching(/^[a-z]{1,5}$/),
    fc.oneof(fc.string(), fc.constant({ deep: [1] }), fc.constant([])),
    {
      minKeys: 2,
    },
  );
  fc.assert(
    fc.property(nested, fc.constantFrom(undefined, 2, 4, '\t'), (value, indent) => {
      const edited = editJson(JSON.stringify(value, null, indent), [{ path: ['NEW'], value: 'x' }]);
      expect(edited).toBe(JSON.stringify({ ...value, NEW: 'x' }, null, indent));
    }),
  );
});
