import type { AppGate, AppGates, PortHolder } from '../../host/app-gates.ts';
import type { Clock } from '../../host/clock.ts';
import { appGatePath } from '../../model/app-gate-path.ts';
import type { Target } from '../../model/target.ts';

const EVERY_MS = 1000;
const POLL_MS = 100;

interface AppGateWatch {
  readonly gates: AppGates;
  readonly clock: Clock;
  readonly targets: () => readonly Target[];
  /** Called when another user has taken an app's port, and when it is no longer so. */
  readonly onTaken: (username: string, app: string, isTaken: boolean) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Keeps the gates of apps until `stop` aborts, beside the waves. An app comes up some time after its start and may end
 * at any time; systemd closes its gate then. Here it is looked at who listens, once a second, as long as there are apps.
 */
export async function watchAppGates(watch: AppGateWatch, stop: AbortSignal): Promise<void> {
  const taken = new Set<string>();
  while (!stop.aborted) {
    try {
      const apps = watch.targets().flatMap(appsOf);
      const holders = await watch.gates.set(apps.map(({ gate }) => gate));
      for (const { username, name, gate } of apps) noteTaken(username, name, holders.get(gate.path));
    } catch (error) {
      watch.onError(error);
    }
    await watch.clock.sleep(EVERY_MS, stop);
  }

  function noteTaken(username: string, app: string, holder: PortHolder | undefined): void {
    const key = `${username}/${app}`;
    const isTaken = holder === 'another';
    if (taken.has(key) === isTaken) return;
    if (isTaken) taken.add(key);
    else taken.delete(key);
    watch.onTaken(username, app, isTaken);
  }
}

/** Opens the gates once, for a run that ends: apps that have just been started get a few seconds to listen. */
export async function openAppGates(
  { gates, clock, targets }: Pick<AppGateWatch, 'gates' | 'clock' | 'targets'>,
  patienceMs = 3000,
): Promise<void> {
  const wanted = targets()
    .flatMap(appsOf)
    .map(({ gate }) => gate);
  const deadline = clock.monotonic() + patienceMs;
  for (;;) {
    const holders = await gates.set(wanted);
    if (![...holders.values()].includes('none') || clock.monotonic() > deadline) return;
    await clock.sleep(POLL_MS);
  }
}

interface App {
  readonly username: string;
  readonly name: string;
  readonly gate: AppGate;
}

function appsOf({ account, lifecycle }: Target): App[] {
  const { username, services } = account;
  if (lifecycle !== 'active' || !services.nodejs.enabled) return [];
  return services.nodejs.apps.flatMap(({ name, port, status }) => {
    if (status !== 'running' || port === undefined) return [];
    return [{ username, name, gate: { path: appGatePath(username, name), port, uid: account.account.uid } }];
  });
}
