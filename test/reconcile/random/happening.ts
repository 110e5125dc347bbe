// Things that happen to a host with a few accounts, in any order. Plain data, so that a failure prints what happened.

import fc from 'fast-check';
import type { Fault } from '../../sim/effects.ts';

export const NAMES = ['anna', 'bert', 'cara', 'dora'] as const;
export type Name = (typeof NAMES)[number];

export const TAMPERINGS = [
  'edits the vhost',
  'removes the vhost',
  'removes the pool',
  'empties the sshd drop-in',
  'changes the shell',
  'unlocks the user',
  'opens the home',
  'takes the ACL off the home',
  'stops the app',
  'denies cron',
] as const;
export type Tampering = (typeof TAMPERINGS)[number];

export type Happening =
  | { readonly what: 'set'; readonly who: Name; readonly wants: Wants }
  | { readonly what: 'set is gone'; readonly who: Name }
  | { readonly what: 'a hand'; readonly who: Name; readonly does: Tampering }
  | { readonly what: 'service stops' | 'service starts'; readonly service: 'nginx' | 'sshd' }
  | { readonly what: 'pass'; readonly trigger: 'edit' | 'resync' }
  | { readonly what: 'restart' }
  | { readonly what: 'time'; readonly seconds: number }
  | { readonly what: 'wall clock is set'; readonly hours: number }
  | { readonly what: 'crash'; readonly afterEffects: number; readonly fate: Fault; readonly leaves: Leaves }
  | { readonly what: 'failure'; readonly afterEffects: number; readonly fate: Fault };

export type Leaves = 'killed' | 'lost' | 'torn' | 'kept';

export interface Wants {
  readonly php: '8.1' | '8.2' | 'off';
  readonly status: 'active' | 'suspended';
  readonly app: boolean;
  readonly ssh: 'sftp' | 'sftp_chroot' | 'off';
  readonly cron: boolean;
  /** `shared.example` is wanted by several, and nginx refuses `refuse-me.example`. */
  readonly extra: 'none' | 'shared.example' | 'refuse-me.example';
  /** A set that is refused because of what it says. */
  readonly isSound: boolean;
}

const who = fc.constantFrom(...NAMES);

const parts = {
  php: fc.constantFrom('8.2', '8.1', 'off'),
  status: fc.oneof(
    { weight: 4, arbitrary: fc.constant('active' as const) },
    fc.constant('suspended' as const),
  ),
  app: fc.boolean(),
  ssh: fc.constantFrom('sftp_chroot', 'sftp', 'off'),
  cron: fc.boolean(),
  extra: fc.oneof(
    { weight: 4, arbitrary: fc.constant('none' as const) },
    fc.constant('shared.example' as const),
    fc.constant('refuse-me.example' as const),
  ),
};
const wants: fc.Arbitrary<Wants> = fc.record({
  ...parts,
  isSound: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, fc.constant(false)),
});
const hasty: fc.Arbitrary<Wants> = fc.record({ ...parts, isSound: fc.boolean() });

const failure: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    kind: fc.constant('fail' as const),
    code: fc.constantFrom('EIO' as const, 'ENOSPC' as const),
    done: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('hang' as const), done: fc.boolean() }),
  fc.constant({ kind: 'lie' as const }),
);
const crash = fc.record({
  kind: fc.constant('crash' as const),
  moment: fc.constantFrom('before' as const, 'during' as const, 'after' as const),
});
const afterEffects = fc.nat({ max: 120 });
const service = fc.constantFrom('nginx' as const, 'sshd' as const);

const set = fc.record({ what: fc.constant('set' as const), who, wants });
const pass = fc.record({
  what: fc.constant('pass' as const),
  trigger: fc.constantFrom('edit' as const, 'resync' as const),
});

const time = fc.record({ what: fc.constant('time' as const), seconds: fc.constantFrom(1, 6, 90, 900) });
const clockIsSet = fc.record({
  what: fc.constant('wall clock is set' as const),
  hours: fc.constantFrom(-30, -5, 5, 30),
});
const startOrStop = fc.record({
  what: fc.constantFrom('service stops' as const, 'service starts' as const),
  service,
});

export const happenings: fc.Arbitrary<Happening[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: set },
    { weight: 5, arbitrary: pass },
    { weight: 2, arbitrary: fc.record({ what: fc.constant('set is gone' as const), who }) },
    {
      weight: 3,
      arbitrary: fc.record({
        what: fc.constant('a hand' as const),
        who,
        does: fc.constantFrom(...TAMPERINGS),
      }),
    },
    { weight: 1, arbitrary: startOrStop },
    { weight: 1, arbitrary: fc.constant({ what: 'restart' as const }) },
    { weight: 2, arbitrary: time },
    { weight: 1, arbitrary: clockIsSet },
    {
      weight: 2,
      arbitrary: fc.record({
        what: fc.constant('crash' as const),
        afterEffects,
        fate: crash,
        leaves: fc.constantFrom('killed' as const, 'lost' as const, 'torn' as const, 'kept' as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ what: fc.constant('failure' as const), afterEffects, fate: failure }),
    },
  ),
  { minLength: 3, maxLength: 16, size: 'max' },
);

const few = fc.constantFrom('anna' as const, 'bert' as const);
const plain: Wants = {
  php: '8.2',
  status: 'active',
  app: false,
  ssh: 'sftp',
  cron: true,
  extra: 'none',
  isSound: true,
};
const begin: Happening[] = [
  ...(['anna', 'bert', 'cara'] as const).map((name) => ({ what: 'set' as const, who: name, wants: plain })),
  { what: 'pass', trigger: 'edit' },
];

/** On a host that no other program touches, and that never fails: few accounts, to which much happens. */
export const orders: fc.Arbitrary<Happening[]> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.record({ what: fc.constant('set' as const), who: few, wants: hasty }) },
      { weight: 4, arbitrary: fc.record({ what: fc.constant('set is gone' as const), who: few }) },
      { weight: 6, arbitrary: pass },
      { weight: 3, arbitrary: time },
      { weight: 1, arbitrary: clockIsSet },
      { weight: 1, arbitrary: startOrStop },
      { weight: 1, arbitrary: fc.constant({ what: 'restart' as const }) },
    ),
    { minLength: 6, maxLength: 24, size: 'max' },
  )
  .map((story) => [...begin, ...story]);
