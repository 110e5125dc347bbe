import type { Plan } from '../../controllers/controller.ts';

/** A plan in a few words: each step with its direction, `!` where something is lost, then what is wrong. */
export function said({ actions, publications, blocked, unavailable }: Plan): string[] {
  return [
    ...[...actions, ...publications].map(
      ({ direction, destructive, summary }) => `${direction}${destructive ? '!' : ''} ${summary}`,
    ),
    ...(blocked === undefined ? [] : [`${blocked.reason}: ${blocked.message}`]),
    ...(unavailable === undefined ? [] : [`unavailable: ${unavailable}`]),
  ];
}
