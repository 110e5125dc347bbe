import { expect, test } from 'vitest';
import { ReloadPace } from '../../../src/reconcile/publish/reload-pace.ts';

test('a service rests as long as its reload took, and ten seconds at most', () => {
  const pace = new ReloadPace();
  pace.record(300, 1_000_000);
  expect(pace.notBefore(1_000_000)).toBe(1_000_300);
  pace.record(60_000, 2_000_000);
  expect(pace.notBefore(2_000_000)).toBe(2_010_000);
});

test('a clock that is put back makes nobody wait until it is as late again', () => {
  const pace = new ReloadPace();
  pace.record(300, 9_000_000);
  expect(pace.notBefore(1_000_000)).toBe(1_000_000);
  // Put back while the service reloaded.
  pace.record(-7_000_000, 500_000);
  expect(pace.notBefore(500_000)).toBe(500_000);
});
