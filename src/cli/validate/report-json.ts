// Findings for a program: one object, always whole, whatever was found.

import type { ValidatedSet } from './validate-sets.ts';

export function reportJson(sets: readonly ValidatedSet[]): string {
  const report = {
    ok: sets.every(({ problems }) => problems.length === 0),
    checked: sets.length,
    sets: sets.map(({ username, path, revision, problems }) => ({
      username,
      path,
      ok: problems.length === 0,
      revision: revision ?? null,
      problems,
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
