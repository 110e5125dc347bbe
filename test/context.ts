import type { HostReader } from '../src/host/host.ts';
import { type WaveContext, waveContext } from '../src/reconcile/plan/wave-context.ts';

const DEFAULTS = {
  allowed_groups: [],
  reserved_names: [],
  log_dir: '/var/log/jopanel',
  state_dir: '/var/lib/jopanel',
  php_idle_minutes: 15,
  trusted_proxies: [],
  acme: null,
  http3: true,
};

/** The context of a wave on a host with the default settings, where jopanel made everything unless `known` says otherwise. */
export function contextOn(
  host: Pick<HostReader, 'facts' | 'clock'>,
  known: Partial<
    Pick<
      WaveContext,
      'trafficOf' | 'owns' | 'accountsInForce' | 'itemsOf' | 'retriesOf' | 'isRequested' | 'acme' | 'now'
    >
  > = {},
): Promise<WaveContext> {
  return waveContext(host, DEFAULTS, {
    trafficOf: () => 0,
    owns: () => true,
    accountsInForce: new Map(),
    ...known,
  });
}
