/**
 * Ends what this process booted when it ends itself: on return, exit, an uncaught error or a signal.
 * Against `kill -9` the parent-death signal stands, which boot.ts asks the kernel for.
 */

import { constants } from 'node:os';
import { removeCgroups } from './cgroups.ts';
import { hasEnded, killHost } from './processes.ts';

export interface Life {
  readonly pid: number;
  readonly cgroups: readonly string[];
}

const lives = new Set<Life>();
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Watches over a booted host until `release`. */
export function guard(life: Life): void {
  if (lives.size === 0) {
    process.on('exit', endAll);
    for (const signal of endings) process.on(signal, exitOn);
  }
  lives.add(life);
}

/** Call when the host is gone: its process id may soon be another's. */
export function release(life: Life): void {
  removeWhenEmpty(life.cgroups);
  lives.delete(life);
  if (lives.size > 0) return;
  process.off('exit', endAll);
  for (const signal of endings) process.off(signal, exitOn);
}

function exitOn(signal: (typeof endings)[number]): void {
  process.exit(128 + constants.signals[signal]);
}

/** Runs in the exit handler, so it may not await. */
function endAll(): void {
  for (const { pid } of lives) killHost(pid);
  for (const { pid, cgroups } of lives) {
    waitUntil(() => hasEnded(pid));
    removeWhenEmpty(cgroups);
  }
}

/** The last processes of a killed host take a few milliseconds to go. */
function removeWhenEmpty(cgroups: readonly string[]): void {
  waitUntil(() => removeCgroups(cgroups));
}

function waitUntil(done: () => boolean): void {
  const deadline = Date.now() + 3000;
  while (!done() && Date.now() < deadline) pause(5);
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
