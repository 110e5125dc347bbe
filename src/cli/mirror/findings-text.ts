import type { VerificationReport } from '../../mirror/verify/verification-report.ts';
import { count } from '../terminal/format.ts';
import { safe, type Terminal } from '../terminal/terminal.ts';

const SHOWN = 20;
const BY_WHOM = {
  rebuild: 'to repair it, run: jopanel mirror rebuild',
  administrator:
    'the daemon may not change audit entries; an administrator of MariaDB can: see docs/mariadb.md',
  nobody: 'it cannot be repaired: the journal has dropped the entry',
} as const;

/** Lists the findings with their places, and then says how to repair them. */
export function findingsText({ findings, found }: VerificationReport, terminal: Terminal): string {
  const lines = findings
    .slice(0, SHOWN)
    .map(({ what, subject, message }) => `${terminal.paint('red', what)} ${subject}: ${safe(message)}`);
  const more = found - lines.length;
  const whom = [...new Set(findings.map(({ mend }) => mend))].map((mend) => BY_WHOM[mend]);
  return [...lines, ...(more > 0 ? [`and ${count(more, 'more finding')}`] : []), ...whom, ''].join('\n');
}
