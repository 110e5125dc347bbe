// One V1 user as the six files of an account, or why not.

import type { V1User } from '../rows/rows.ts';
import { unreadableRows, usernameFinding } from './account-findings.ts';
import { type AccountMigration, withoutFiles } from './account-migration.ts';
import { panelRole, reasonToSkip } from './hosted-users.ts';
import type { OwnRows, PlanContext } from './plan-context.ts';
import { planHosted } from './plan-hosted.ts';

export function planV1User(user: V1User, rows: OwnRows, context: PlanContext): AccountMigration {
  const outside = reasonToSkip(user, rows, context);
  if (outside !== undefined) return withoutFiles(user, rows, 'skipped', [outside]);
  const findings = [...unreadableRows(rows), ...panelRole(user)];
  const misnamed = usernameFinding(user, context);
  if (misnamed !== undefined) return withoutFiles(user, rows, 'held', [...findings, misnamed]);
  return planHosted(user, rows, context, findings);
}
