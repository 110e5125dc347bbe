import { parseArgs } from 'node:util';
import { errorMessage } from './model/error-message.ts';

export interface DaemonOptions {
  readonly config: string;
  readonly mode: 'serve' | 'once' | 'dry-run' | 'help';
}

export const DAEMON_USAGE = `Usage: jopaneld [--config FILE] [--once] [--dry-run]

Keeps the hosting accounts of this machine as the files below /etc/jopanel/users say.

  --config FILE  settings (default /etc/jopanel/jopaneld.json; every key is optional)
  --once         converge and exit: 0 all applied, 1 something is not
  --dry-run      print what would be done, change nothing: 0 nothing to do, 2 there is
`;

/** @returns a message for a person when the words on the command line are off */
export function parseDaemonOptions(argv: readonly string[]): DaemonOptions | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        config: { type: 'string', default: '/etc/jopanel/jopaneld.json' },
        once: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const mode = values.help ? 'help' : values['dry-run'] ? 'dry-run' : values.once ? 'once' : 'serve';
    return { config: values.config, mode };
  } catch (error) {
    return errorMessage(error);
  }
}
