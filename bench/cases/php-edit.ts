import type { Sandbox } from '../../sandbox/sandbox.ts';
import { nameOf } from '../account-name.ts';
import { convergeOnce, hostWith, measureInside } from '../bench-host.ts';
import type { Figure } from '../figure.ts';

const [FEW, MANY] = [50, 5000];

/** An edit of one account's PHP on a host with few accounts and on one with many, and what another account notices. */
export async function phpEdit(): Promise<readonly Figure[]> {
  const few = await editOn(FEW);
  const many = await editOn(MANY);
  return [
    {
      name: `one account's PHP edited until in force, ${MANY} accounts`,
      seconds: many.edit ?? NaN,
      against: { what: `the same with ${FEW} accounts`, seconds: few.edit ?? NaN },
      floor: undefined,
      target: 1.2,
      notes: { 'quiet_ms, ms': 100 },
    },
    {
      name: `a request of another account during such edits, ${MANY} accounts`,
      seconds: many.during ?? NaN,
      against: { what: 'the same without edits', seconds: many.without ?? NaN },
      floor: undefined,
      target: 1.1,
      notes: {},
    },
  ];
}

async function editOn(accounts: number): Promise<Record<string, number>> {
  await using host = await hostWith(accounts);
  await convergeOnce(host);
  for (const user of [nameOf(0), nameOf(1)]) await writePage(host, user);
  await host.run(['systemctl', 'start', 'jopaneld']);
  // The host has to be there until then.
  return await measureInside(host, 'php-edit.ts', '9');
}

async function writePage(host: Sandbox, user: string): Promise<void> {
  const page = `/home/${user}/domains/${user}.example/public_html/index.php`;
  await host.run(['tee', page], { user, input: "<?php echo 'vars=', ini_get('max_input_vars');" });
}
