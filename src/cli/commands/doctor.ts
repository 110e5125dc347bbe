// `jopanel doctor`: checks whether this host is ready.

import { z } from 'zod';
import { openHost } from '../../host/open-host.ts';
import type { Command } from '../command-line/command.ts';
import { Check } from '../doctor/check.ts';
import { examineFolders } from '../doctor/folders.ts';
import { examineMirror } from '../doctor/mirror.ts';
import { examinePrograms } from '../doctor/programs.ts';
import { examineServices } from '../doctor/services.ts';
import { examineSettings } from '../doctor/settings.ts';
import { printJson } from '../output/report-failure.ts';
import { hostSettingsOrDefaults } from '../settings/host-settings.ts';
import { count } from '../terminal/format.ts';
import { safe } from '../terminal/terminal.ts';

const SIGNS = { ok: '✓', warning: '!', problem: '✗' } as const;
const STYLES = { ok: 'green', warning: 'yellow', problem: 'red' } as const;

export const doctor: Command = {
  name: 'doctor',
  summary: 'is this host ready? What is missing, and how to get it',
  description: `Looks at the settings, for the programs that the daemon calls, the include lines of nginx and sshd, ACLs, quotas,
folders with their owners and modes, the daemon itself, and MariaDB where the settings name one. Changes nothing. Exit: 0 all well, 2 not.`,
  options: { all: { help: 'also what is well' } },
  examples: [{ line: 'sudo jopanel doctor', help: 'root sees all of it' }],
  output: async () => z.object({ ready: z.boolean(), checks: z.array(Check) }),
  async run(invocation) {
    const { terminal, json, flag } = invocation;
    const settings = hostSettingsOrDefaults();
    const { host } = await openHost(settings);
    const checks: Check[] = [];
    for (const examine of [examineSettings, examinePrograms, examineFolders, examineServices, examineMirror])
      checks.push(...(await examine(settings, host)));
    const findings = checks.filter(({ state }) => state !== 'ok');
    const ready = checks.every(({ state }) => state !== 'problem');
    if (json) printJson(invocation, { ready, checks });
    else {
      for (const { name, state, message, remedy } of flag('all') ? checks : findings) {
        const sign = terminal.paint(STYLES[state], `${SIGNS[state]} ${name}`);
        terminal.out(`${sign}: ${safe(message)}\n${remedy === '' ? '' : `    ${safe(remedy)}\n`}`);
      }
      const well = checks.length - findings.length;
      const verdict = ready
        ? terminal.paint('green', 'This host is ready.')
        : terminal.paint('red', 'This host is not ready.');
      terminal.out(`${verdict} ${count(well, 'check')} well, ${findings.length} to look at.\n`);
    }
    return findings.length === 0 ? 0 : 2;
  },
};
