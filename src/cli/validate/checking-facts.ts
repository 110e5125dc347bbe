// By which host's rules to check: this machine's settings where it has any, else the contract's defaults.

import { loadSettings } from '../../load-settings.ts';
import { DEFAULT_HOST_FACTS, type HostFacts } from '../../model/host-facts.ts';

export const DEFAULT_CONFIG = '/etc/jopanel/jopaneld.json';

export type CheckingFacts =
  | { readonly ok: true; readonly facts: HostFacts; readonly usersDir: string }
  | { readonly ok: false; readonly why: string };

/** Shells and the host's name are left out: a checkout is often looked at on another machine. */
export async function checkingFacts(config: string | undefined): Promise<CheckingFacts> {
  const loaded = await loadSettings(config ?? DEFAULT_CONFIG);
  if (!loaded.ok) return { ok: false, why: `${config ?? DEFAULT_CONFIG}: ${loaded.errors.join('; ')}` };
  const { uid_min, uid_max, home_bases, users_dir } = loaded.settings;
  return {
    ok: true,
    usersDir: users_dir,
    facts: { ...DEFAULT_HOST_FACTS, uidMin: uid_min, uidMax: uid_max, homeBases: home_bases },
  };
}
