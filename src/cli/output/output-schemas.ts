// The JSON Schemas of what each command prints with --json.

import { z } from 'zod';
import { omitSafeBounds } from '../../model/json-schema/omit-safe-bounds.ts';
import { loadAll } from '../command-line/catalogue.ts';
import type { Catalogue, Command } from '../command-line/command.ts';
import { FailureOutput } from './failure-output.ts';

export interface OutputSchema {
  /** The command, such as `user list`; `failure` is what every command prints when it fails. */
  readonly of: string;
  /** A whole JSON Schema; the shapes that several commands print are in its `$defs`. */
  readonly schema: object;
}

export async function outputSchemas(catalogue: Catalogue): Promise<readonly OutputSchema[]> {
  const schemas = [
    { of: 'failure', schema: schemaOf(FailureOutput, 'What any command prints when it failed.') },
  ];
  for (const each of await loadAll(catalogue)) {
    const inner = 'commands' in each ? each.commands : [each];
    for (const command of inner) {
      const path = 'commands' in each ? `${each.name} ${command.name}` : command.name;
      schemas.push({ of: path, schema: await schemaOfCommand(path, command) });
    }
  }
  return schemas;
}

async function schemaOfCommand(path: string, { output, lines }: Command): Promise<object> {
  const each = lines === true ? ', one object per line' : '';
  return schemaOf(await output(), `What jopanel --json ${path} prints${each}.`);
}

function schemaOf(output: z.ZodType, description: string): object {
  return { ...z.toJSONSchema(output, { io: 'output', override: omitSafeBounds }), description };
}
