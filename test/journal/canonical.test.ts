import fc from 'fast-check';
import stringify from 'fast-json-stable-stringify';
import { expect, test } from 'vitest';
import { canonical } from '../../src/journal/chain.ts';

test('the canonical text of an event is what fast-json-stable-stringify makes of it', () => {
  const link = fc.record({
    seq: fc.nat(),
    time: fc.nat(),
    account: fc.option(fc.string({ unit: 'binary' }), { nil: null }),
    kind: fc.string(),
    data: fc.object().map((data) => stringify(data)),
  });
  fc.assert(
    fc.property(link, (each) => {
      expect(canonical(each)).toBe(stringify({ ...each, data: JSON.parse(each.data) }));
    }),
  );
});
