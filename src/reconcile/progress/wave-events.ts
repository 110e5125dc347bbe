import type { NewEvent, WaveTrigger } from '../../journal/event.ts';
import type { Step } from '../../model/step.ts';
import type { AccountPlan } from '../plan/account-plan.ts';
import type { AccountOutcome } from './outcome.ts';

export interface WaveHead {
  /** Names the wave in the journal and the logs. */
  readonly id: string;
  readonly trigger: WaveTrigger;
  readonly plans: ReadonlyMap<string, AccountPlan>;
}

/** What is meant to be done, journalled before the first of it is. */
export function waveBegan(
  { id, trigger, plans }: WaveHead,
  steps: readonly (Step & { readonly spends?: readonly string[] })[],
): NewEvent {
  return {
    kind: 'wave.began',
    account: null,
    data: {
      wave: id,
      trigger,
      accounts: [...plans.values()].map(({ target: { account } }) => ({
        account: account.username,
        revision: account.revision,
      })),
      steps: steps.map(({ account, resource, summary, destructive, owns, spends }) => ({
        account,
        resource,
        summary,
        destructive,
        owns: [...owns],
        ...(spends === undefined ? {} : { spends: [...spends] }),
      })),
      services: [],
    },
  };
}

export function waveEnded({ id, plans }: WaveHead, outcomes: ReadonlyMap<string, AccountOutcome>): NewEvent {
  return {
    kind: 'wave.ended',
    account: null,
    data: {
      wave: id,
      outcomes: [...plans].map(([username, { target }]) => {
        const state = outcomes.get(username)?.state ?? 'failed';
        return {
          account: username,
          outcome: state === 'waiting' ? 'held' : state,
          revision: target.account.revision,
        };
      }),
    },
  };
}
