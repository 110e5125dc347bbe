import type { CommandResult } from '../../src/cli/command-line/command.ts';
import { failed, printJson } from '../../src/cli/output/report-failure.ts';
import { count } from '../../src/cli/terminal/format.ts';
import { timeNow } from '../../src/desired/audit-edits.ts';
import { loadPackage } from '../../src/desired/load-package.ts';
import { DEFAULT_PACKAGE } from '../../src/desired/new-account-files.ts';
import { hostFiles } from '../../src/host/open-host.ts';
import { asFirstPlanned } from '../plan/first-planned.ts';
import { rootsOf } from '../plan/htaccess.ts';
import { ACCEPTABLE } from '../plan/migration-finding.ts';
import { countsOf, MigrationPlan, type SavedPlan, toWrite } from '../plan/plan-file.ts';
import { planV1 } from '../plan/plan-v1.ts';
import { surveyHost } from '../plan/survey-host.ts';
import { reportOf } from '../report/report.ts';
import { groupsText } from '../report/report-text.ts';
import { union } from '../sets/migrated.ts';
import { type Connected, connected, type MigrationContext, readV1 } from './migration-context.ts';
import { readState, savePlan, saveReports } from './saved-state.ts';

type Accept = SavedPlan['options']['accept'];

export async function stepPlan(migration: MigrationContext): Promise<CommandResult> {
  const accept = acceptedBy(migration.invocation.text('accept'));
  if (!Array.isArray(accept)) return accept;
  return connected(migration, (open) => planWith(open, accept));
}

async function planWith(migration: Connected, accept: Accept) {
  const { invocation, state, folder, access, yes } = migration;
  const { terminal, json, text, flag } = invocation;
  const v1 = await readV1(migration);
  if (!v1.ok) return failed(invocation, v1.why);
  const templateName = text('package') ?? DEFAULT_PACKAGE;
  const loaded = await loadPackage(templateName, state);
  if (!loaded.ok) return failed(invocation, loaded.why);
  const { template } = loaded;
  const usernames = v1.source.users.map(({ username }) => username);
  const { plan: before, migrated } = await readState(folder);
  const earlier = union(migrated?.accounts, before && toWrite(before));
  const host = await surveyHost(state, usernames, template, earlier, rootsOf(v1.source, template));
  // The hashes of database users are known to that server alone.
  if (host.mariadb.state === 'down' && v1.source.databases.length > 0)
    return failed(invocation, host.mariadb.why);
  const now = timeNow();
  const withPasswords = flag('with-passwords');
  const planned = planV1(v1.source, host, {
    template,
    templateName,
    withPasswords,
    accept: new Set(accept),
    zone: v1.zone,
  });
  const saved: SavedPlan = {
    version: 1,
    made_at: now,
    database: access.database,
    digest: v1.digest(withPasswords),
    options: { template: templateName, with_passwords: withPasswords, accept },
    ...planned,
    accounts: asFirstPlanned(planned.accounts, before, host.sets),
  };
  if (yes) {
    await savePlan(folder, saved);
    await saveReports(migration);
  }
  const out = text('out');
  if (out !== undefined) await writeForReview(saved, out);
  const counts = countsOf(saved);
  const plan = MigrationPlan.parse(saved);
  if (json) printJson(invocation, { step: 'plan', dry_run: !yes, counts, plan });
  else {
    const { groups } = reportOf({ ...NOTHING_YET, plan, host: '', made: now });
    terminal.out(
      groupsText(groups)
        .map((line) => `${line}\n`)
        .join(''),
    );
    terminal.out(summary(plan));
    terminal.out(
      yes
        ? `The plan and its report are in ${folder.path}. Next: jopanel migrate v1 write\n`
        : 'Nothing was saved. To keep this plan: add --yes\n',
    );
  }
  const open = counts.held + counts.unreadable + counts.still_hosted;
  return open > 0 || (!yes && counts.write > 0) ? 2 : 0;
}

/** The sets as they would be written, to be looked at, or to be checked by `jopanel validate`. */
async function writeForReview({ files }: SavedPlan, out: string): Promise<void> {
  const folders = [out, ...Object.keys(files).map((username) => `${out}/${username}`)];
  for (const folder of folders) await hostFiles.makeFolder(folder, { uid: 0, gid: 0, mode: 0o700 });
  const changes = [...Object.entries(files)].flatMap(([username, set]) =>
    Object.entries(set).map(([name, value]) => ({
      path: `${out}/${username}/${name}`,
      text: `${JSON.stringify(value, null, 2)}\n`,
      ...{ uid: 0, gid: 0, mode: 0o600 },
    })),
  );
  await hostFiles.put(changes);
}

const NOTHING_YET = {
  backup: undefined,
  laterBackup: undefined,
  written: undefined,
  verification: undefined,
  dropped: undefined,
};

function summary(plan: MigrationPlan): string {
  const { write, make, adopt, held, skipped, unreadable, still_hosted } = countsOf(plan);
  const unread = unreadable === 0 ? '' : `, ${unreadable} cannot be read`;
  const left =
    still_hosted === 0
      ? ''
      : `${count(still_hosted, 'account')} hosted although V1 no longer has it; see above.\n`;
  return `${count(plan.rows.users, 'row')} of users in ${plan.database}: ${count(write, 'account')} to write \
(${make} new Linux users, ${adopt} adopted), ${held} held back, ${skipped} no hosting accounts${unread}.\n${left}`;
}

function acceptedBy(words: string | undefined): Accept | { readonly wrongUsage: string } {
  const accept: Accept = [];
  for (const word of (words ?? '').split(',').filter((each) => each !== '')) {
    const known = ACCEPTABLE.find((each) => each === word);
    if (known === undefined)
      return { wrongUsage: `--accept knows no ${JSON.stringify(word)}; it knows ${ACCEPTABLE.join(', ')}` };
    accept.push(known);
  }
  return [...new Set(accept)].sort();
}
