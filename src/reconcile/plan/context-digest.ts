import { factsOfRenderings, type MachineFacts } from '../../host/machine-facts.ts';
import { digestOf } from '../../model/digest.ts';
import type { Settings } from '../../model/settings.ts';
import { VERSION } from '../../version.ts';

const NAMES = [
  'acme',
  'allowed_groups',
  'http3',
  'log_dir',
  'state_dir',
  'php_idle_minutes',
  'reserved_names',
  'trusted_proxies',
] as const satisfies readonly (keyof Settings)[];

/** The settings that change what accounts get on the host. */
export type ContextSettings = Pick<Settings, (typeof NAMES)[number]>;

/**
 * Identifies what decides, beside the set of an account, how the host is to be: the settings, the machine, and the
 * release that renders the files. Where it differs from the one that an account was applied with, a difference on the
 * host is none that another hand has made.
 */
export function contextDigest(settings: ContextSettings, facts: MachineFacts): string {
  // By name: a settings object may hold more, such as passwords.
  const values = NAMES.map((name) => settings[name]);
  return digestOf(JSON.stringify([VERSION, values, factsOfRenderings(facts)]));
}
