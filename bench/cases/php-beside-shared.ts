import type { Sandbox } from '../../sandbox/sandbox.ts';
import { nameOf } from '../account-name.ts';
import { measureInside } from '../bench-host.ts';
import type { Figure } from '../figure.ts';

const BUSY = 50;
const MIB_FOR_EACH = 8;

/** PHP of accounts that are awake, beside one PHP-FPM that all accounts share. */
export async function phpBesideShared(host: Sandbox, accounts: number): Promise<readonly Figure[]> {
  for (let index = 0; index < BUSY; index++) {
    const user = nameOf(index);
    const page = `/home/${user}/domains/${user}.example/public_html/index.php`;
    await host.run(['tee', page], { user, input: "<?php echo 'bench';" });
  }
  const measured = await measureInside(host, 'php-beside-shared.ts', String(accounts), String(BUSY));
  const { own = NaN, straight = NaN, shared = NaN, ownMib = NaN, sharedMib = NaN } = measured;
  const each = (ownMib - sharedMib) / BUSY;
  return [
    {
      name: 'a request to PHP that is awake',
      seconds: own / 1000,
      against: { what: 'nginx straight to the same PHP-FPM', seconds: straight / 1000 },
      floor: undefined,
      target: 1.02,
      notes: {
        'beside a shared PHP-FPM': (own / shared).toFixed(3),
        [`MiB more for each of ${BUSY} awake of ${accounts} (at most ${MIB_FOR_EACH})`]: each.toFixed(1),
      },
    },
  ];
}
