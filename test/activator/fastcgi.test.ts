import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findParameter, LONGEST_HEAD } from '../../activator/fastcgi.ts';

function record(type: number, content: Buffer, padding = 0): Buffer {
  const header = Buffer.from([1, type, 0, 1, 0, 0, padding, 0]);
  header.writeUInt16BE(content.length, 4);
  return Buffer.concat([header, content, Buffer.alloc(padding)]);
}

function length(value: number): Buffer {
  if (value < 128) return Buffer.from([value]);
  const four = Buffer.alloc(4);
  four.writeUInt32BE((value | 0x80000000) >>> 0);
  return four;
}

function pair([name, value]: readonly [string, string]): Buffer {
  return Buffer.concat([length(name.length), length(value.length), Buffer.from(name + value, 'latin1')]);
}

const BEGIN = record(1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]));

/** A request as a client sends it, its parameters cut into records of that size. */
function request(pairs: readonly (readonly [string, string])[], size = 65_535): Buffer {
  const params = Buffer.concat(pairs.map(pair));
  const records: Buffer[] = [];
  for (let at = 0; at < params.length; at += size) {
    records.push(record(4, params.subarray(at, at + size), records.length % 7));
  }
  return Buffer.concat([BEGIN, ...records, record(4, Buffer.alloc(0)), record(5, Buffer.from('body'))]);
}

const OTHERS = [
  ['SCRIPT_FILENAME', '/home/joko/x.php'],
  ['HTTP_COOKIE', 'c'.repeat(300)],
] as const;

test('the parameter is found behind others, long ones too, and in however small records', () => {
  for (const size of [1, 7, 100, 65_535]) {
    const found = findParameter(request([...OTHERS, ['POOL', 'jopanel-joko']], size), 'POOL');
    expect(found).toEqual({ kind: 'value', value: 'jopanel-joko' });
  }
});

test('of a request that has not come whole, more is waited for, and never another answer given', () => {
  const whole = request([...OTHERS, ['POOL', 'jopanel-joko']], 50);
  const answers = Array.from({ length: whole.length + 1 }, (_, end) =>
    JSON.stringify(findParameter(whole.subarray(0, end), 'POOL')),
  );
  const more = JSON.stringify({ kind: 'more' });
  const found = JSON.stringify({ kind: 'value', value: 'jopanel-joko' });
  const first = answers.indexOf(found);
  expect(first).toBeGreaterThan(0);
  expect(answers.slice(0, first)).toEqual(Array(first).fill(more));
  expect(answers.slice(first)).toEqual(Array(answers.length - first).fill(found));
});

test('a value that says the name of the parameter is not taken for it', () => {
  const found = findParameter(
    request([
      ['QUERY_STRING', '\u0004\u0003POOLbob'],
      ['POOL', 'jopanel-joko'],
    ]),
    'POOL',
  );
  expect(found).toEqual({ kind: 'value', value: 'jopanel-joko' });
});

test('a request without the parameter, one that does not end, and what is no request name no pool', () => {
  expect(findParameter(request(OTHERS), 'POOL')).toEqual({ kind: 'none' });
  expect(findParameter(Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'POOL')).toEqual({ kind: 'none' });
  const endless = Buffer.concat([
    BEGIN,
    ...Array(3).fill(record(4, Buffer.concat(Array(200).fill(pair(['A', 'b'.repeat(125)]))))),
  ]);
  expect(endless.length).toBeGreaterThan(LONGEST_HEAD);
  expect(findParameter(endless, 'POOL')).toEqual({ kind: 'none' });
});

test('no bytes whatever make it fail', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, begins) => {
      const all = begins ? Buffer.concat([BEGIN, record(4, Buffer.from(bytes))]) : Buffer.from(bytes);
      expect(['more', 'none', 'value']).toContain(findParameter(all, 'POOL').kind);
    }),
  );
});
