import { tryCommand } from './run-command.ts';

/** Those of the units that systemd counts as failed; undefined where systemd does not run. */
export async function failedUnits(units: readonly string[]): Promise<readonly string[] | undefined> {
  const argv = ['systemctl', 'show', '--property=Id,ActiveState', '--', ...units];
  const shown = await tryCommand(argv, { timeoutMs: 10_000 }).catch(() => undefined);
  if (shown === undefined || shown.exitCode !== 0) return undefined;
  return shown.stdout
    .split('\n\n')
    .filter((block) => /^ActiveState=failed$/m.test(block))
    .flatMap((block) => /^Id=(.+)$/m.exec(block)?.[1] ?? []);
}
