import { tryCommand } from '../commands/run-command.ts';

/**
 * Notifies systemd of the daemon's state (sd_notify(3)). Node cannot open a Unix datagram socket, so systemd's
 * own tool does it. Run by root it speaks in the name of the process that started it, and `NotifyAccess=main` in
 * the unit lets no other be heard. Without NOTIFY_SOCKET nothing is done.
 */
export async function notifyServiceManager(
  state: 'READY=1' | 'STOPPING=1' | 'RELOADING=1' | 'WATCHDOG=1' | `STATUS=${string}`,
): Promise<void> {
  const socket = process.env.NOTIFY_SOCKET;
  if (socket === undefined) return;
  // systemd may end the tool together with the daemon that it speaks for.
  await tryCommand(['systemd-notify', state], { environment: { NOTIFY_SOCKET: socket } }).catch(
    () => undefined,
  );
}

/** How often WATCHDOG=1 is due, in milliseconds: half of what the unit allows. Undefined without a watchdog. */
export function watchdogInterval(): number | undefined {
  const microseconds = Number(process.env.WATCHDOG_USEC);
  return Number.isFinite(microseconds) && microseconds > 0 ? microseconds / 2000 : undefined;
}
