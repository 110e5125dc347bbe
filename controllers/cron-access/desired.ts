import type { Target } from '../controller.ts';

export interface DesiredCron {
  readonly allowed: boolean;
  /** True when not even what was set aside is to be kept. */
  readonly gone: boolean;
}

export function desiredCron({ account, lifecycle }: Target): DesiredCron {
  return {
    allowed: lifecycle === 'active' && account.services.cron.enabled,
    gone: lifecycle === 'purged',
  };
}
