// A plan over the awkward database, as the later steps get it.

import type { HostSurvey } from '../../migrate-v1/plan/plan-context.ts';
import type { SavedPlan } from '../../migrate-v1/plan/plan-file.ts';
import { planV1 } from '../../migrate-v1/plan/plan-v1.ts';
import { sourceOf } from '../../migrate-v1/rows/source.ts';
import { choices, survey } from './host-survey.ts';
import { v1Database } from './v1-database.ts';

export const SOURCE = sourceOf(v1Database(3), 2);

export function savedPlan(
  accept: SavedPlan['options']['accept'] = [],
  host: Partial<HostSurvey> = {},
): SavedPlan {
  return {
    version: 1,
    made_at: '2026-01-01T00:00:00Z',
    database: 'v1panel',
    digest: 'sha256:0',
    options: { template: 'starter', with_passwords: false, accept },
    ...planV1(SOURCE, survey([], host), choices({ accept: new Set(accept) })),
  };
}
