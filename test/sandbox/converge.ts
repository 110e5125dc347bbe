import { runDaemon } from './harness.ts';

/** Converges once; returns the exit code. What was logged is shown when it is not the one expected. */
export async function converge(expected = 0): Promise<string> {
  const { exitCode, stdout, stderr } = await runDaemon('--once');
  if (exitCode !== expected) throw new Error(`jopaneld --once ended with ${exitCode}:\n${stdout}${stderr}`);
  return stdout;
}
