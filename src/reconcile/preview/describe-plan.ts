import { formatProblem } from '../../model/problem.ts';
import type { WavePreview } from './plan-now.ts';

/** A plan in words, account by account, as `--dry-run` prints it. */
export function describePlan({ plans, refused, held }: WavePreview): string {
  const lines: string[] = [];
  for (const { target, byResource } of plans) {
    lines.push(target.account.username);
    for (const [resource, { actions, publications, blocked }] of byResource) {
      for (const step of [...actions, ...publications]) {
        lines.push(`  ${step.destructive ? '-' : '+'} ${resource}: ${step.summary}`);
      }
      if (blocked !== undefined) lines.push(`  ! ${resource}: ${blocked.message}`);
    }
  }
  for (const [username, problems] of refused) {
    lines.push(username, ...problems.map((problem) => `  ! ${formatProblem(problem)}`));
  }
  for (const [username, why] of held) lines.push(username, `  ! its folder is gone, but ${why}`);
  return lines.length === 0 ? 'Nothing to do.\n' : `${lines.join('\n')}\n`;
}
