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

export function byWorst(
  one: { readonly phase: Phase; readonly username: string },
  other: { readonly phase: Phase; readonly username: string },
): number {
  const order = WORST_FIRST.indexOf(one.phase) - WORST_FIRST.indexOf(other.phase);
  return order !== 0 ? order : one.username < other.username ? -1 : 1;
}

export function isWell(phase: Phase): boolean {
  return phase === 'applied' || phase === 'retired';
}

export function paintPhase(terminal: Terminal, phase: Phase, text: string = phase): string {
  return terminal.paint(STYLES[phase], text);
}
