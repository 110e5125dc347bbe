// The plan of the engine in an answer, and as text for a person.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { action } from '../../../controllers/action.ts';
import type { Plan } from '../../../controllers/controller.ts';
import type { Publication } from '../../../services/service.ts';
import { planText } from '../../../src/cli/views/plan-text.ts';
import { accountFromCanonical } from '../../../src/model/check-set.ts';
import { canonicalOf } from '../../../src/model/revision.ts';
import { describePlan } from '../../../src/status/answers/describe-plan.ts';
import { recordingTerminal } from '../../cli/recording-terminal.ts';

const file = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/users/joko/${name}.json`, import.meta.url), 'utf8'));
const canonical = canonicalOf({
  account: file('account'),
  domains: file('domains'),
  limits: file('limits'),
  services: file('services'),
  ssh: file('ssh'),
});
const checked = accountFromCanonical('joko', canonical);
if (!checked.ok) throw new Error('the reference account is sound');
const { account } = checked;

function planned(plan: Partial<Plan>, owned: readonly string[] = []) {
  const byResource = new Map([['nginx-vhost' as const, { actions: [], publications: [], ...plan }]]);
  const plans = [{ target: { account, lifecycle: 'active' as const }, byResource }];
  return describePlan({ plans, refused: new Map(), held: new Map() }, ['joko', 'anna'], (item) =>
    owned.includes(item),
  );
}

const step = (more: Parameters<typeof action>[5]) =>
  action('nginx-vhost', 'joko', 'it', 'do it', async () => undefined, more);

test.each([
  ['create', { diff: { path: '/a', before: null, after: 'x\n' } }, []],
  ['change', { diff: { path: '/a', before: 'x\n', after: 'y\n' } }, []],
  ['remove', { diff: { path: '/a', before: 'x\n', after: null } }, []],
  ['create', { owns: ['user:joko'] }, []],
  ['change', { owns: ['user:joko'] }, ['user:joko']],
  ['remove', { releases: ['user:joko'] }, ['user:joko']],
  ['replace', { owns: ['a'], releases: ['b'] }, ['b']],
  ['change', {}, []],
] as const)('%s: %j', (change, more, owned) => {
  expect(planned({ actions: [step(more)] }, owned).accounts[0]?.steps[0]?.change).toBe(change);
});

test('a diff is unified and contains no secret', () => {
  const before = 'Environment="DB=hunter2"\nUser=joko\n';
  const after =
    'Environment="DB=hunter3"\nUser=anna\nhash $y$j9T$abcdefghijklmnopqrstuvwx$QS0uGtPPAu97XEQ9\n';
  const text = planned({ actions: [step({ diff: { path: '/u', before, after } })] }).accounts[0]?.steps[0]
    ?.diff?.text;
  expect(text).toMatch(/^--- \/u\n\+\+\+ \/u\n@@ /);
  expect(text).toContain('-User=joko\n+User=anna');
  expect(text).not.toMatch(/hunter|QS0uG/);
});

test('a service reloads once, whatever the number of publications', () => {
  const publication: Publication = {
    ...step({}),
    service: 'nginx',
  };
  const plan = planned({ publications: [publication, publication] });
  expect(plan.reloads).toEqual([{ service: 'nginx', accounts: ['joko'] }]);
  expect(plan).toMatchObject({ in_sync: 1, totals: { change: 2, destructive: 0 } });
});

test('the text has a sign per step, diffs, destructive and blocked steps, and a summary', () => {
  const terminal = recordingTerminal();
  const plan = planned({
    actions: [
      step({ diff: { path: '/a', before: null, after: 'x\n' } }),
      step({ releases: ['home:/home/joko'], destructive: true }),
    ],
    blocked: { reason: 'Conflict', message: 'another program has it' },
  });
  const text = planText(plan, terminal);
  expect(text).toContain('  + nginx-vhost  do it\n      --- /dev/null\n      +++ /a\n');
  expect(text).toContain('  - nginx-vhost  do it (destroys data)');
  expect(text).toContain('! nginx-vhost is blocked: another program has it');
  expect(text).toContain(
    'Plan: 1 to create, 0 to change, 1 to remove; in 1 account, 1 up to date, 1 blocked',
  );
});

test('a plan without changes is one line', () => {
  const plan = describePlan({ plans: [], refused: new Map(), held: new Map() }, ['a', 'b'], () => false);
  expect(planText(plan, recordingTerminal())).toBe('No changes. 2 accounts are up to date.\n');
});
