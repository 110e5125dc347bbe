// Renders the files of one account, and the statements for its databases, as they would be made on an empty host.

import { allControllers } from '../../../controllers/all-controllers.ts';
import type { ReconcileContext, ResourceController } from '../../../controllers/controller.ts';
import { SSHD_DROP_IN } from '../../../services/sshd/drop-in.ts';
import { sshd } from '../../../services/sshd/service.ts';
import type { HostReader } from '../../host/host.ts';
import type { FoundMariaDb } from '../../host/mariadb.ts';
import type { Account } from '../../model/account.ts';

export interface Rendering {
  readonly host: HostReader;
  readonly context: ReconcileContext;
}

const EMPTY_SERVER: FoundMariaDb = {
  state: 'up',
  isReadOnly: false,
  databases: new Map(),
  users: new Map(),
};

/** Undefined when the controller refuses to plan for this account. */
export async function renderFile(
  { host, context }: Rendering,
  controller: ResourceController,
  account: Account,
  path: string,
): Promise<string | null | undefined> {
  const bare: HostReader = {
    ...host,
    files: { ...host.files, read: async () => ({ kind: 'absent' }), list: async () => [] },
    mariadb: { ...host.mariadb, observe: async () => EMPTY_SERVER },
  };
  const plans = await controller.planAll(bare, [{ account, lifecycle: account.account.status }], context);
  const plan = plans.get(account.username);
  if (plan === undefined || plan.blocked !== undefined) return undefined;
  const steps = [...plan.actions, ...plan.publications];
  const step = steps.find(({ diff }) => diff?.path === path);
  if (step?.diff !== undefined) return step.diff.after;
  const made = steps.flatMap(({ makes }) => makes?.().filter((each) => each.path === path) ?? []);
  if (made.length > 0) return made.map(({ text }) => text).join('');
  const policies = plan.publications.filter(({ service }) => path === SSHD_DROP_IN && service === sshd.name);
  if (policies.length === 0) return null;
  const { shared } = await sshd.compose(policies, bare, { ...context, accountsInForce: new Map() });
  return shared.find((file) => file.path === path)?.text ?? null;
}

/** Finds the controller that writes the file, with the rendered text; undefined when the account has no such file. */
export async function findRenderer(
  rendering: Rendering,
  account: Account,
  path: string,
): Promise<{ readonly controller: ResourceController; readonly text: string } | undefined> {
  for (const controller of allControllers) {
    const text = await renderFile(rendering, controller, account, path);
    if (typeof text === 'string') return { controller, text };
  }
  return undefined;
}
