import type { Sandbox } from '../../sandbox/sandbox.ts';
import { measureInside } from '../bench-host.ts';
import type { Figure } from '../figure.ts';

const MOST_SECONDS = 10;

/** The daemon started over accounts that are all in sync, until it says that it is ready: once as it never was, then again. */
export async function coldStart(host: Sandbox, count: number): Promise<Figure> {
  const first = await startUntilReady(host);
  const seconds = await startUntilReady(host);
  const pid = (
    await host.run(['systemctl', 'show', '--property=MainPID', '--value', 'jopaneld'])
  ).stdout.trim();
  const status = (await host.run(['cat', `/proc/${pid}/status`])).stdout;
  const resident = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
  const { seconds: floor = Number.NaN } = await measureInside(host, 'bare-look.ts');
  return {
    name: `cold start, ${count} accounts in sync`,
    seconds,
    against: { what: 'the bound of ten seconds', seconds: MOST_SECONDS },
    floor: { what: 'bare lstat, read and compare', seconds: floor },
    target: 1,
    notes: {
      'resident MiB': Math.round(resident),
      'the first start, which reads every set': `${first.toFixed(1)} s`,
    },
  };
}

/** @returns seconds */
async function startUntilReady(host: Sandbox): Promise<number> {
  await host.run(['systemctl', 'stop', 'jopaneld']);
  const start = performance.now();
  await host.run(['systemctl', 'start', 'jopaneld']);
  await host.waitFor('the daemon to be ready', () => isReady(host), 300_000);
  return (performance.now() - start) / 1000;
}

async function isReady(host: Sandbox): Promise<boolean> {
  const argv = ['curl', '--silent', '--output', '/dev/null', '--write-out', '%{http_code}'];
  const asked = await host.run(
    [...argv, '--unix-socket', '/run/jopanel/status.sock', 'http://localhost/readyz'],
    {
      allowFailure: true,
    },
  );
  return asked.stdout === '200';
}
