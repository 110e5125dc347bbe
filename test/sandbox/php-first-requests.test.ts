// The moment after a restart of a busy host: hundreds of accounts whose PHP sleeps are asked at once.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { converge } from './converge.ts';
import { dropSleepers, firstAnswers } from './first-requests.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, sandbox } from './harness.ts';
import { statusesWhile } from './statuses-while.ts';
import { writeAs } from './web.ts';

const AWAKE = 'neighbour';
let asleep: readonly string[] = [];

beforeAll(async () => {
  await dropAccount(AWAKE);
  asleep = await dropSleepers(300);
  await converge();
  await writeAs(AWAKE, `/home/${AWAKE}/domains/${AWAKE}.example/public_html/index.php`, '<?php echo 1;');
});

afterAll(() => forgetAccounts([AWAKE, ...asleep]));

test('300 first requests at once are all answered, and so is each of an account that is awake', async () => {
  let answers: Record<string, string> = {};
  const statuses = await statusesWhile(`${AWAKE}.example`, '/index.php', async () => {
    const { stdout } = await sandbox.run([
      ...['systemctl', 'list-units', '--plain', '--no-legend'],
      'jopanel-php-sleeper*.service',
    ]);
    expect(stdout).toBe('');
    answers = await firstAnswers(asleep);
  });
  expect(answers).toEqual(Object.fromEntries(asleep.map((name) => [name, name])));
  expect([...statuses.keys()]).toEqual(['200']);
});
