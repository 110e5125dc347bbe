import type { StatusAnswer } from './status-answer.ts';

/** `204 accounts: 202 applied, 2 invalid`. */
export function accountCounts({
  accounts: { total, by_phase, degraded },
}: Pick<StatusAnswer, 'accounts'>): string {
  const phases = [
    ...Object.entries(by_phase).map(([phase, number]) => `${number} ${phase}`),
    ...(degraded === 0 ? [] : [`${degraded} of them degraded`]),
  ];
  return `${total} ${total === 1 ? 'account' : 'accounts'}${phases.length === 0 ? '' : `: ${phases.join(', ')}`}`;
}

/** The daemon in one line, for the STATUS of its unit. */
export function summaryLine(answer: Pick<StatusAnswer, 'accounts' | 'held' | 'services' | 'ready'>): string {
  // A quarantine is the phase of its account, and counted there.
  const held = answer.held.filter(({ what }) => what !== 'quarantine').length;
  const pending = answer.services.filter(({ in_sync }) => !in_sync).map(({ service }) => service);
  return [
    accountCounts(answer),
    ...(answer.ready ? [] : ['the first pass is running']),
    ...(held === 0 ? [] : [`${held} held: jopanel status`]),
    ...(pending.length === 0 ? [] : [`reload pending: ${pending.join(', ')}`]),
  ].join('; ');
}
