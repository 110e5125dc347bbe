import type { ReconcileContext } from '../../../controllers/controller.ts';
import type { HostReader } from '../../host/host.ts';
import type { Account } from '../../model/account.ts';
import { reservedOn } from '../../model/host-facts.ts';
import { type ContextSettings, contextDigest } from './context-digest.ts';

/** What a whole wave knows: what controllers may see, and every account in force for what all of them share. */
export interface WaveContext extends ReconcileContext {
  readonly accountsInForce: ReadonlyMap<string, Account>;
  /** Identifies the settings, the machine and the release. */
  readonly digest: string;
}

/** @param known what differs from one caller to the next */
export async function waveContext(
  host: Pick<HostReader, 'facts' | 'clock'>,
  settings: ContextSettings,
  known: Pick<WaveContext, 'trafficOf' | 'owns' | 'accountsInForce'> &
    Partial<Pick<WaveContext, 'itemsOf' | 'retriesOf' | 'isRequested'>>,
): Promise<WaveContext> {
  const facts = await host.facts();
  return {
    facts,
    digest: contextDigest(settings, facts),
    reserved: reservedOn(facts, settings),
    logDir: settings.log_dir,
    archiveDir: `${settings.state_dir}/archive`,
    acmeDir: `${settings.state_dir}/acme`,
    trustedProxies: settings.trusted_proxies,
    allowedGroups: settings.allowed_groups,
    stateDir: settings.state_dir,
    phpIdleMinutes: settings.php_idle_minutes,
    acme: settings.acme,
    http3: settings.http3,
    now: host.clock.now(),
    itemsOf: () => [],
    retriesOf: () => [],
    isRequested: () => false,
    ...known,
  };
}
