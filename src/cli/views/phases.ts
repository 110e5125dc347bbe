// The order and colours of phases.

import type { Phase } from '../../model/status/phase.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** The worst first: phases that need a person, then phases under way, then good phases. */
const WORST_FIRST: readonly Phase[] = [
  'failed',
  'quarantined',
  'invalid',
  'held',
  'retiring',
  'applying',
  'pending',
  'applied',
  'retired',
];

const STYLES: Readonly<Record<Phase, Parameters<Terminal['paint']>[0]>> = {
  failed: ['red', 'bold'],
  quarantined: ['red', 'bold'],
  invalid: 'red',
  held: 'yellow',
  retiring: 'yellow',
  applying: 'cyan',
  pending: 'cyan',
  applied: 'green',
  retired: 'dim',
};

export interface RankedAccount {
  readonly username: string;
  readonly phase: Phase;
  readonly conditions: readonly {
    readonly type: string;
    readonly status: string;
    readonly message: string;
  }[];
}

/** The accounts of which something does not work come before those that are applied and well. */
export function byWorst(one: RankedAccount, other: RankedAccount): number {
  const rank = (account: RankedAccount) =>
    WORST_FIRST.indexOf(account.phase) - (degradationOf(account) === undefined ? 0 : 0.5);
  const order = rank(one) - rank(other);
  return order !== 0 ? order : one.username < other.username ? -1 : 1;
}

/** What does not work of an account that is applied; undefined where all does. */
export function degradationOf({ phase, conditions }: Omit<RankedAccount, 'username'>): string | undefined {
  const degraded = conditions.find(({ type, status }) => type === 'Degraded' && status === 'true');
  return phase === 'applied' ? degraded?.message : undefined;
}

export function isWell(phase: Phase): boolean {
  return phase === 'applied' || phase === 'retired';
}

export function paintPhase(terminal: Terminal, phase: Phase, text: string = phase): string {
  return terminal.paint(STYLES[phase], text);
}
