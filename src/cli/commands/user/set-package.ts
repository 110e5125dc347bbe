// `jopanel user set-package USER PACKAGE`: the limits of a package, and which services it has on.

import { loadPackage } from '../../../desired/load-package.ts';
import type { SetEdit } from '../../../desired/write-set.ts';
import type { PackageTemplate } from '../../../model/package-template.ts';
import { changeSet } from '../../change/change-set.ts';
import { openDesiredState } from '../../change/desired-state.ts';
import { WrittenOutput } from '../../change/finish.ts';
import { WAIT_OPTIONS } from '../../change/wait-options.ts';
import type { Command } from '../../command-line/command.ts';
import { failed } from '../../output/report-failure.ts';

export const setPackage: Command = {
  name: 'set-package',
  summary: 'give an account the limits and services of another package',
  description: `Writes every limit of the package template, and which of the services it has on. The PHP version, apps, cron
jobs, databases, domains, keys and the home stay as they are. It is refused where the account has more than the
package allows.`,
  positionals: [
    { name: 'USER', kind: 'account' },
    { name: 'PACKAGE', kind: 'package' },
  ],
  options: WAIT_OPTIONS,
  examples: [{ line: 'jopanel user set-package joko starter --wait', help: 'and wait until it is applied' }],
  root: true,
  output: async () => WrittenOutput,
  async run(invocation) {
    const [username = '', name = ''] = invocation.positionals;
    const state = await openDesiredState();
    const loaded = await loadPackage(name, state);
    if (!loaded.ok) return failed(invocation, loaded.why);
    return changeSet(
      invocation,
      username,
      {
        action: 'set_package',
        done: `has the package ${name}`,
        edits: () => packageEdits(name, loaded.template),
      },
      state,
    );
  },
};

function packageEdits(name: string, { limits, services }: PackageTemplate): SetEdit[] {
  return [
    { file: 'account.json', path: ['package'], value: name },
    ...Object.entries(limits)
      .filter(([key]) => key !== 'schema_version')
      .map(([key, value]): SetEdit => ({ file: 'limits.json', path: [key], value })),
    ...Object.entries(services).flatMap(([service, value]): SetEdit[] =>
      typeof value === 'object' && value !== null && 'enabled' in value
        ? [{ file: 'services.json', path: [service, 'enabled'], value: value.enabled }]
        : [],
    ),
  ];
}
