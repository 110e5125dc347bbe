// Every command there is, in the order of the help.

import type { Command } from './command.ts';
import { schema } from './commands/schema.ts';
import { validate } from './commands/validate.ts';

export const COMMANDS: readonly Command[] = [validate, schema];
