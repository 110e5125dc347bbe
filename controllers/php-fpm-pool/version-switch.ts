import { phpSocket, phpSwitchSocket } from '../../renderers/php-socket.ts';
import type { ObservedPools } from './observe.ts';

/** Where the pool of the wanted version listens, and so where nginx must send requests, one state after the other. */
export interface SwitchState {
  readonly sockets: readonly [string, ...string[]];
  /** In the second round of a wave, once everything of the first is loaded. */
  readonly round: 1 | 2;
  /** `down`: only once nginx sends its requests to the last of the sockets of the states before. */
  readonly direction: 'up' | 'down';
}

/**
 * Two PHP-FPMs cannot listen on one socket: the second ends when it is told to.
 * So a pool that comes while another version has the account's socket listens
 * on one of its own first, takes nginx's requests there, and moves once the
 * other is gone. What a crash left in between is seen in the files.
 */
export function switchStates(
  pool: string,
  version: string,
  observed: ObservedPools,
): [SwitchState, ...SwitchState[]] {
  const settled = phpSocket(pool);
  const own = phpSwitchSocket(pool, version);
  const settle = (round: 1 | 2): [SwitchState, SwitchState] => [
    { sockets: [settled, own], direction: 'up', round },
    { sockets: [settled], direction: 'down', round },
  ];
  const hasSettled = listensOn(observed, version, settled);
  const others = [...observed.keys()].filter((each) => each !== version);
  if (!hasSettled && others.some((other) => listensOn(observed, other, settled))) {
    return [{ sockets: [own], direction: 'up', round: 1 }, ...settle(2)];
  }
  if (listensOn(observed, version, own)) return settle(1);
  return [{ sockets: [settled], direction: 'up', round: 1 }];
}

function listensOn(observed: ObservedPools, version: string, socket: string): boolean {
  const found = observed.get(version);
  return found?.kind === 'file' && found.text.split('\n').includes(`listen = ${socket}`);
}
