// Every command there is, in the order of the help.

import type { AnyCommand } from './command.ts';
import { plan } from './commands/plan.ts';
import { schema } from './commands/schema.ts';
import { status } from './commands/status.ts';
import { user } from './commands/user.ts';
import { validate } from './commands/validate.ts';
import { watch } from './commands/watch.ts';

export const COMMANDS: readonly AnyCommand[] = [status, watch, plan, user, validate, schema];
