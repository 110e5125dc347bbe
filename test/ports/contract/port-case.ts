import type { Host } from '../../../src/host/host.ts';

/**
 * What every implementation of a port does: one case of the contract between the engine and its host. Cases run on
 * the simulated host and on a booted one, where no test runner is, so they assert by node:assert.
 */
export interface PortCase {
  /** What is done, and what comes out. */
  readonly name: string;
  /** May leave things behind on the host that no later case looks at. @throws AssertionError */
  run(host: Host): Promise<void>;
}

export interface CaseResult {
  readonly name: string;
  /** Why the case failed; null when the port did as the contract says. */
  readonly failure: string | null;
}

export async function runCases(cases: readonly PortCase[], host: Host): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const { name, run } of cases) {
    const failure = await run(host).then(
      () => null,
      (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
    results.push({ name, failure });
  }
  return results;
}
