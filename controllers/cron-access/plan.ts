import type { Action, Plan, ReconcileContext } from '../controller.ts';
import { blocked, IN_SYNC, missingOnHost } from '../controller.ts';
import type { DesiredCron } from './desired.ts';
import { CRON_ALLOW, CRON_DENY, type ObservedCron } from './observe.ts';
import {
  asideItem,
  editListAction,
  forgetTableAction,
  listItem,
  putBackTableAction,
  setAsideTableAction,
} from './steps.ts';

/**
 * crontab(1) asks cron.allow and cron.deny, cron itself asks neither: a user who
 * may not use it has the crontab set aside as well. How many lines a crontab
 * has is not limited; `max_cron_jobs` is for the panel that edits it.
 */
export function planCron(
  _username: string,
  desired: DesiredCron,
  observed: ObservedCron,
  { owns }: Pick<ReconcileContext, 'owns'>,
): Plan {
  if (!observed.installed) {
    return desired.allowed ? missingOnHost('cron is not installed; run: apt install cron') : IN_SYNC;
  }
  if (observed.obstructed !== undefined) return blocked('Conflict', observed.obstructed);
  const { user } = desired;
  if (desired.gone) return { actions: leavings(user, observed, owns), publications: [] };
  const { actions, unavailable } = desired.allowed ? allow(user, observed, owns) : deny(user, observed, owns);
  return { actions, publications: [], ...(unavailable === undefined ? {} : { unavailable }) };
}

type Owns = ReconcileContext['owns'];
type Steps = { readonly actions: readonly Action[]; readonly unavailable?: string | undefined };

function allow(username: string, { denied, listed, table }: ObservedCron, owns: Owns): Steps {
  const isOurDenial = owns(listItem(CRON_DENY, username));
  const isOurTable = owns(asideItem(username));
  const actions = [
    ...(denied && isOurDenial ? [editListAction(username, CRON_DENY, false, 'up')] : []),
    ...(listed === false ? [editListAction(username, CRON_ALLOW, true, 'up')] : []),
    ...((table === 'aside' || table === 'linked') && isOurTable ? [putBackTableAction(username)] : []),
  ];
  if (denied && !isOurDenial) {
    return {
      actions,
      unavailable: `${CRON_DENY} names ${username}, and not because of jopanel; take it out`,
    };
  }
  if (table !== 'both') return { actions };
  const unavailable = `${username} has got a new crontab while its own was set aside; merge the two, then remove /var/spool/cron/crontabs/.${username}.jopanel`;
  return { actions, unavailable };
}

function deny(username: string, { denied, listed, table }: ObservedCron, owns: Owns): Steps {
  const isOurs = owns(listItem(CRON_ALLOW, username));
  const actions = [
    ...(denied ? [] : [editListAction(username, CRON_DENY, true, 'down')]),
    ...(listed && isOurs ? [editListAction(username, CRON_ALLOW, false, 'down')] : []),
    ...(table === 'none' || table === 'aside' ? [] : [setAsideTableAction(username)]),
  ];
  if (!listed || isOurs) return { actions };
  const unavailable = `${CRON_ALLOW} names ${username}, and not because of jopanel, so it can still write a crontab, which is set aside every time; take it out`;
  return { actions, unavailable };
}

function leavings(username: string, { denied, listed, table }: ObservedCron, owns: Owns): Action[] {
  return [
    ...(denied && owns(listItem(CRON_DENY, username))
      ? [editListAction(username, CRON_DENY, false, 'down')]
      : []),
    ...(listed && owns(listItem(CRON_ALLOW, username))
      ? [editListAction(username, CRON_ALLOW, false, 'down')]
      : []),
    ...(table === 'none' ? [] : [forgetTableAction(username)]),
  ];
}
