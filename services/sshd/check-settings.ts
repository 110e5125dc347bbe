import { policyLines } from '../../renderers/sshd-match.ts';
import type { CheckResult, ServicesReader } from '../../src/host/services.ts';
import type { SshdPolicy } from '../../src/model/sshd-policy.ts';
import type { Published } from '../define-service.ts';
import type { Candidate } from '../service.ts';
import { SSHD_DROP_IN } from './drop-in.ts';
import { effectiveSettings } from './effective-settings.ts';
import { setApart } from './match-lines.ts';

// Two users that are never hosting accounts: what sshd grants them must not change by a hair.
const BYSTANDERS = ['root', 'nobody'];

/**
 * Asks sshd itself what the candidate would grant: exactly the intended policy
 * to the accounts that change, and to bystanders exactly what they would have
 * without jopanel.
 */
export async function checkSshdSettings(
  { services }: { readonly services: Pick<ServicesReader, 'query'> },
  { files }: Pick<Candidate, 'files'>,
  published: readonly Published<SshdPolicy | undefined>[],
): Promise<CheckResult> {
  const dropIn = files.find(({ path }) => path === SSHD_DROP_IN);
  // Without a change to test, and so without one that could go wrong.
  if (dropIn === undefined) return { ok: true };
  const without = await effectiveSettings(services, BYSTANDERS, [{ ...dropIn, text: '' }]);
  const candidate = await effectiveSettings(services, BYSTANDERS, files);
  for (const user of BYSTANDERS) {
    if (candidate.get(user)?.text !== without.get(user)?.text) {
      return { ok: false, output: `the settings of ${user}, who is no hosting account, would change` };
    }
  }
  const asked = published.flatMap(({ account, payload: policy }) =>
    policy === undefined ? [] : [{ account, policy }],
  );
  const isSpecial = setApart(candidate.get('root')?.matches ?? [], dropIn.text ?? '');
  const sample = new Set([...representatives(asked), ...asked.filter(({ account }) => isSpecial(account))]);
  const granted = await effectiveSettings(
    services,
    [...sample].map(({ account }) => account),
    files,
  );
  for (const { account, policy } of sample) {
    const missing = missingSettings(policyLines(policy), granted.get(account)?.text ?? '');
    if (missing.length > 0) {
      return { ok: false, output: `sshd would not grant ${account} what is intended: ${missing.join('; ')}` };
    }
  }
  return { ok: true };
}

interface Asked {
  readonly account: string;
  readonly policy: SshdPolicy;
}

/** The first and the last account of each policy, as they stand in its line. */
function representatives(asked: readonly Asked[]): Asked[] {
  const byPolicy = Map.groupBy(asked, ({ policy }) => policyLines(policy).join('\n'));
  return [...byPolicy.values()].flatMap((group) => {
    const sorted = group.toSorted((a, b) => (a.account < b.account ? -1 : 1));
    return sorted.length === 1 ? sorted : [...sorted.slice(0, 1), ...sorted.slice(-1)];
  });
}

/** The lines of a block that sshd's own dump, with lower-case keywords, does not show. */
function missingSettings(lines: readonly string[], dump: string): string[] {
  const granted = new Set(dump.split('\n').map(dumped));
  return lines.flatMap(oneByOne).filter((line) => !granted.has(dumped(line)));
}

/** sshd takes all variables from one line, and shows each on its own. */
function oneByOne(line: string): string[] {
  const [keyword, ...values] = line.trim().split(' ');
  return keyword === 'SetEnv' ? values.map((value) => `SetEnv ${value}`) : [line.trim()];
}

function dumped(line: string): string {
  const [keyword = '', ...rest] = line.trim().split(' ');
  return [keyword.toLowerCase(), ...rest].join(' ');
}
