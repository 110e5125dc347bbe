import { fileURLToPath } from 'node:url';
import { errorMessage } from '../../model/error-message.ts';
import { runFront } from '../../model/front-unit.ts';
import { runCommand } from '../commands/run-command.ts';
import type { MetricsFront } from '../metrics-front.ts';
import { credentialProperties } from '../sockets/tls-credentials.ts';
import { rootFiles } from './root-files.ts';
import { transientUnits } from './transient-units.ts';

const NAME = 'jopanel-metrics';
const PROGRAM = fileURLToPath(new URL('../../../front/main.ts', import.meta.url));
/** The checkout, or the folder of the bundle. */
const CODE = fileURLToPath(new URL('../../../', import.meta.url));
/** Where the process finds the socket that it asks. */
const UPSTREAM = '/run/upstream.sock';
const START_TIMEOUT_MS = 20_000;

/** A socket of systemd's with a service behind it, which are gone when they are stopped or the host restarts. */
export const metricsFront: MetricsFront = {
  async start(address, folder) {
    const { execPath } = process;
    const flags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=1'];
    const places = [execPath, CODE.replace(/\/$/, '')].map((path) => [path, path] as const);
    try {
      await metricsFront.stop();
      const root = `${folder}/root`;
      await rootFiles.makeFolder(root, { uid: 0, gid: 0, mode: 0o755 });
      await runCommand(
        runFront({
          name: NAME,
          address,
          argv: [execPath, ...flags, PROGRAM, UPSTREAM],
          root,
          visible: [...places, [`${folder}/front.sock`, UPSTREAM]],
          properties: address.tls === undefined ? [] : credentialProperties(address.tls),
        }),
        { timeoutMs: START_TIMEOUT_MS },
      );
      const started = await transientUnits.startService(NAME);
      if (!started.ok) await metricsFront.stop();
      return started;
    } catch (error) {
      return { ok: false, why: errorMessage(error) };
    }
  },
  stop: () => transientUnits.stop([NAME]),
};
