/** Closes the test run's output with `N passed, N failed`, whatever happened before. */

import { writeSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * The line is written when the process exits: after all that the runner itself has to say, and also
 * when a global set-up failed and no test ever ran: a run that ends in failure has failed at something.
 */
export function closingLine(): Reporter {
  let tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  return {
    onInit() {
      process.once('exit', (code) => {
        if (code !== 0 && tally.failed === 0) tally.failed = 1;
        writeSync(1, `${formatTally(tally)}\n`);
      });
    },
    onTestRunEnd(modules, unhandledErrors) {
      tally = countTests(modules, unhandledErrors.length);
    },
  };
}

/** A file that does not load, a failing hook and an error outside any test count as one failure each. */
export function countTests(modules: readonly TestModule[], unhandledErrors: number): Tally {
  const tally = { passed: 0, failed: unhandledErrors, skipped: 0 };
  for (const module of modules) {
    tally.failed += module.errors().length;
    for (const suite of module.children.allSuites()) tally.failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      tally[state === 'pending' ? 'skipped' : state]++;
    }
  }
  return tally;
}

export function formatTally({ passed, failed, skipped }: Tally): string {
  const line = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? line : `${skipped} skipped\n${line}`;
}
