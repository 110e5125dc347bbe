import type { Publication } from '../../controllers/controller.ts';
import { policyLines } from '../../renderers/sshd-match.ts';
import type { FileChange, HostReader, Verdict } from '../host/host.ts';

// Two users that are never hosting accounts: what sshd grants them must not change by a hair.
const BYSTANDERS = ['root', 'nobody'];

/**
 * Asks sshd itself what the candidate would grant: exactly the intended policy
 * to each account that changes, and exactly the same as before to bystanders.
 */
export async function checkSshdSettings(
  host: HostReader,
  files: readonly FileChange[],
  publications: readonly Publication[],
): Promise<Verdict> {
  const before = await host.services.sshdSettings(BYSTANDERS, []);
  const accounts = publications.map(({ account }) => account);
  const after = await host.services.sshdSettings([...BYSTANDERS, ...accounts], files);
  for (const user of BYSTANDERS) {
    if (after.get(user) !== before.get(user)) {
      return { ok: false, output: `the settings of ${user}, who is no hosting account, would change` };
    }
  }
  const staged = files.length > 0;
  for (const { account, payload } of staged ? publications : []) {
    if (!('policy' in payload) || payload.policy === undefined) continue;
    const missing = missingSettings(policyLines(payload.policy), after.get(account) ?? '');
    if (missing.length > 0) {
      return { ok: false, output: `sshd would not grant ${account} what is intended: ${missing.join('; ')}` };
    }
  }
  return { ok: true };
}

/** The lines of a block that sshd's own dump, with lower-case keywords and expanded paths, does not show. */
function missingSettings(lines: readonly string[], dump: string): string[] {
  const granted = new Set(dump.split('\n').map((line) => line.trim().toLowerCase()));
  return lines.map((line) => line.trim()).filter((line) => !granted.has(line.toLowerCase()));
}
