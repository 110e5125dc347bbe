// `jopanel doctor`: checks whether this host is ready.

import { z } from 'zod';
import { openHost } from '../../host/open-host.ts';
import type { Command } from '../command-line/command.ts';
import { checkAccounts } from '../doctor/accounts.ts';
import { Check } from '../doctor/check.ts';
import { checkConfigurations } from '../doctor/configurations.ts';
import { checkFolders } from '../doctor/folders.ts';
import { checkFtp } from '../doctor/ftp.ts';
import { checkHtaccess } from '../doctor/htaccess.ts';
import { checkIsolation } from '../doctor/isolation.ts';
import { checkKernel } from '../doctor/kernel.ts';
import { checkLimits } from '../doctor/limits.ts';
import { checkMirror } from '../doctor/mirror.ts';
import { checkPrograms } from '../doctor/programs.ts';
import { checkRoom } from '../doctor/room.ts';
import { checkServices } from '../doctor/services.ts';
import { checkSettings } from '../doctor/settings.ts';
import { printJson } from '../output/report-failure.ts';
import { hostSettingsOrDefaults } from '../settings/host-settings.ts';
import { count } from '../terminal/format.ts';
import { safe } from '../terminal/terminal.ts';
import { wrapLine } from '../terminal/wrap.ts';

const SIGNS = { ok: '✓', note: '·', warning: '!', problem: '✗' } as const;
const STYLES = { ok: 'green', note: 'cyan', warning: 'yellow', problem: 'red' } as const;

const GROUPS = [
  checkSettings,
  checkPrograms,
  checkKernel,
  checkFolders,
  checkRoom,
  checkHtaccess,
  checkServices,
  checkConfigurations,
  checkIsolation,
  checkLimits,
  checkFtp,
  checkMirror,
  checkAccounts,
];

export const doctor: Command = {
  name: 'doctor',
  summary: 'check whether this host is ready',
  description: `Checks the settings, the programs that the daemon calls, the include lines of nginx and sshd, ACLs,
quotas, folders with their owners and modes, settings of the kernel, how many accounts this host takes, the daemon itself, and MariaDB where the
settings name one, the configurations of nginx, sshd and PHP by their own checkers, failed units, and accounts that
wait for a person. What this host does not give to any account is reported here once. Every finding comes with a
remedy. The command changes nothing. Files for Apache in document roots are named as notes, which leave the host ready.
Exit: 0 ready; 2 usable, with warnings; 1 not ready.`,
  options: { all: { help: 'show the checks that passed, too' } },
  examples: [{ line: 'sudo jopanel doctor', help: 'as root, so that all checks can be made' }],
  output: async () => z.object({ ready: z.boolean(), checks: z.array(Check) }),
  async run(invocation) {
    const { terminal, screen, json, flag } = invocation;
    const settings = hostSettingsOrDefaults();
    const { host } = await openHost(settings);
    const checks: Check[] = [];
    for (const check of GROUPS) checks.push(...(await check(settings, host)));
    const notes = checks.filter(({ state }) => state === 'note');
    const findings = checks.filter(({ state }) => state === 'warning' || state === 'problem');
    const ready = checks.every(({ state }) => state !== 'problem');
    if (json) printJson(invocation, { ready, checks });
    else {
      for (const { name, state, message, remedy } of flag('all') ? checks : [...findings, ...notes]) {
        const sign = `${SIGNS[state]} ${name}`;
        const text = wrapLine(`${sign}: ${safe(message)}`, screen.columns).slice(sign.length);
        // A remedy stays on one line of its own, so that it can be copied.
        terminal.out(
          `${terminal.paint(STYLES[state], sign)}${text}\n${remedy === '' ? '' : `    ${safe(remedy)}\n`}`,
        );
      }
      const well = checks.length - findings.length - notes.length;
      const noted = notes.length === 0 ? '' : `, ${count(notes.length, 'note')}`;
      const summary = ready
        ? findings.length === 0
          ? terminal.paint('green', 'This host is ready.')
          : terminal.paint('yellow', 'This host is usable, with warnings.')
        : terminal.paint('red', 'This host is not ready.');
      terminal.out(
        `${summary} ${count(well, 'check')} passed, ${count(findings.length, 'finding')}${noted}.\n`,
      );
    }
    if (!ready) return 1;
    return findings.length === 0 ? 0 : 2;
  },
};
