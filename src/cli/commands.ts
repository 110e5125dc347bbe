// Every command there is, in the order of the help.

import type { AnyCommand } from './command.ts';
import { apply } from './commands/apply.ts';
import { diff } from './commands/diff.ts';
import { events } from './commands/events.ts';
import { history } from './commands/history.ts';
import { journal } from './commands/journal.ts';
import { plan } from './commands/plan.ts';
import { purge } from './commands/purge.ts';
import { retire } from './commands/retire.ts';
import { rollback } from './commands/rollback.ts';
import { schema } from './commands/schema.ts';
import { search } from './commands/search.ts';
import { status } from './commands/status.ts';
import { user } from './commands/user.ts';
import { validate } from './commands/validate.ts';
import { watch } from './commands/watch.ts';

export const COMMANDS: readonly AnyCommand[] = [
  status,
  watch,
  plan,
  apply,
  user,
  history,
  diff,
  rollback,
  events,
  search,
  validate,
  retire,
  purge,
  journal,
  schema,
];
