import { expect, test } from 'vitest';
import { loadRunSettings } from '../../activator/load-run-settings.ts';
import type { FoundFile } from '../../src/host/root-files.ts';

const PATH = '/etc/jopanel/jopaneld.json';

function load(text?: string) {
  const found: FoundFile =
    text === undefined ? { kind: 'absent' } : { kind: 'file', path: PATH, text, uid: 0, gid: 0, mode: 0o600 };
  return loadRunSettings({ read: async () => found }, PATH);
}

test('a mistake in what does not concern it stops no PHP', async () => {
  expect(await load('{"drift": "sometimes", "php_idle": 1, "run_dir": "/run/elsewhere"}')).toEqual({
    ok: true,
    settings: { run_dir: '/run/elsewhere', state_dir: '/var/lib/jopanel', service_manager: 'auto' },
  });
});

test.each([undefined, '', '{}'])('of %j every default holds', async (text) => {
  expect(await load(text)).toMatchObject({ ok: true, settings: { run_dir: '/run/jopanel' } });
});

test.each([
  ['{"run_dir": "run"}', 'run_dir'],
  ['{"run_dir"', 'is no JSON'],
])('of %j it says what is wrong', async (text, said) => {
  expect(await load(text)).toMatchObject({ ok: false, error: expect.stringContaining(said) });
});
