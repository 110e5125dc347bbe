import { parseArgs } from 'node:util';
import { errorMessage } from './model/error-message.ts';

export interface DaemonOptions {
  readonly config: string;
  readonly mode: 'serve' | 'once' | 'dry-run' | 'help';
}

export const DAEMON_USAGE = `Usage: jopaneld [--config FILE] [--once] [--dry-run]

Applies the hosting accounts in the files below /etc/jopanel/users to this machine.

  --config FILE  the settings (default /etc/jopanel/jopaneld.json; every key is optional)
  --once         apply everything once and exit: 0 all applied, 1 not all applied
  --dry-run      print the plan and change nothing: 0 no changes, 2 changes
`;

/** @returns a message for a person when the arguments are wrong */
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
