import type { ReconcileContext } from '../../../controllers/controller.ts';
import type { HostReader } from '../../host/host.ts';
import type { Account } from '../../model/account.ts';
import { reservedOn } from '../../model/host-facts.ts';
import type { Settings } from '../../model/settings.ts';

/** What a whole wave knows: what controllers may see, and every account in force for what all of them share. */
export interface WaveContext extends ReconcileContext {
  readonly accountsInForce: ReadonlyMap<string, Account>;
}

/** @param known what differs from one caller to the next */
export async function waveContext(
  host: Pick<HostReader, 'facts'>,
  settings: Pick<
    Settings,
    'allowed_groups' | 'log_dir' | 'state_dir' | 'php_idle_minutes' | 'reserved_names' | 'trusted_proxies'
  >,
  known: Pick<WaveContext, 'trafficOf' | 'owns' | 'accountsInForce'>,
): Promise<WaveContext> {
  const facts = await host.facts();
  return {
    facts,
    reserved: reservedOn(facts, settings),
    logDir: settings.log_dir,
    archiveDir: `${settings.state_dir}/archive`,
    acmeDir: `${settings.state_dir}/acme`,
    trustedProxies: settings.trusted_proxies,
    allowedGroups: settings.allowed_groups,
    stateDir: settings.state_dir,
    phpIdleMinutes: settings.php_idle_minutes,
    ...known,
  };
}
