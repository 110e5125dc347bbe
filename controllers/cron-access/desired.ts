import { listedUser } from '../../renderers/encode-user-list.ts';
import type { Target } from '../../src/model/target.ts';

export interface DesiredCron {
  /** As it stands in cron's lists, and names the crontab. */
  readonly user: string;
  readonly allowed: boolean;
  /** True when not even what was set aside is to be kept. */
  readonly gone: boolean;
}

export function desiredCron({ account, lifecycle }: Target): DesiredCron {
  return {
    user: listedUser(account.username),
    allowed: lifecycle === 'active' && account.services.cron.enabled,
    gone: lifecycle === 'purged',
  };
}
