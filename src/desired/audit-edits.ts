// The marks that a change leaves beside the change itself: who did what and when.

import type { SetEdit } from './write-set.ts';

export interface Audit {
  /** For programs, such as `suspend_user`. */
  readonly action: string;
  /** Such as `admin:anna` or `agent:panel`. */
  readonly actor: string;
}

/** Local time with its offset. */
export function timeNow(): string {
  return Temporal.Now.zonedDateTimeISO().toString({
    timeZoneName: 'never',
    calendarName: 'never',
    smallestUnit: 'second',
  });
}

export function auditEdits({ action, actor }: Audit): readonly SetEdit[] {
  const now = timeNow();
  return [
    { file: 'account.json', path: ['updated_at'], value: now },
    { file: 'meta.json', path: ['schema_version'], value: 1 },
    { file: 'meta.json', path: ['audit'], value: { last_action: action, last_actor: actor, last_time: now } },
  ];
}
