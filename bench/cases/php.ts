import type { Sandbox } from '../../sandbox/sandbox.ts';
import { nameOf } from '../account-name.ts';
import { measureInside } from '../bench-host.ts';
import type { Figure } from '../figure.ts';

const SLEEPERS = 10_000;
const READY_SECONDS = 2;

/** PHP of a sleeping account, and an activator with many of them. Of a host whose accounts sleep soon. */
export async function php(host: Sandbox): Promise<readonly Figure[]> {
  const user = nameOf(0);
  const page = `/home/${user}/domains/${user}.example/public_html/index.php`;
  await host.run(['tee', page], { user, input: "<?php echo 'bench';" });
  const { asleep = NaN, started = NaN, awake = NaN } = await measureInside(host, 'php-activator.ts', '15');
  const sleepers = await measureInside(host, 'php-sleepers.ts', String(SLEEPERS));
  return [
    {
      name: 'first answer of a sleeping account (without 20 ms)',
      seconds: (asleep - 20) / 1000,
      against: { what: 'a bare start of the same PHP-FPM', seconds: started / 1000 },
      floor: undefined,
      target: 1,
      notes: { 'awake, ms': awake.toFixed(1) },
    },
    {
      name: `the activator ready for ${SLEEPERS} sleeping accounts`,
      seconds: sleepers.seconds ?? NaN,
      against: { what: 'the bound of two seconds', seconds: READY_SECONDS },
      floor: undefined,
      target: 1,
      notes: { 'resident MiB (at most 120)': Math.round(sleepers.mib ?? NaN) },
    },
  ];
}
