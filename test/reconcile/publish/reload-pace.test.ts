import { expect, test } from 'vitest';
import { ReloadPace } from '../../../src/reconcile/publish/reload-pace.ts';

test('a service rests as long as its reload took, and ten seconds at most', () => {
  const pace = new ReloadPace();
  pace.record(999_700, 1_000_000);
  expect(pace.notBefore).toBe(1_000_300);
  pace.record(1_940_000, 2_000_000);
  expect(pace.notBefore).toBe(2_010_000);
});
