// `jopanel schema [FILE]`: prints the JSON Schemas, for editors.

import { z } from 'zod';
import { writePlainFile } from '../../host/files/write-plain-file.ts';
import { generateSchema, schemaFileName, schemaText } from '../../model/json-schema/generate.ts';
import { nearestKey } from '../../model/nearest-key.ts';
import { quoted } from '../../model/quoted.ts';
import { isSetFileName, SET_FILES, type SetFileName } from '../../model/set-files.ts';
import type { Catalogue, Command, CommandResult, Invocation } from '../command-line/command.ts';
import { outputSchemas } from '../output/output-schemas.ts';
import { printJson } from '../output/report-failure.ts';
import { schemaFiles } from '../output/schema-files.ts';

const SchemaOutput = z.union([
  z.object({ written: z.array(z.string()).meta({ description: 'With --out: the files.' }) }),
  z.record(z.string(), z.unknown()).meta({ description: 'A JSON Schema, or one for each file by its name.' }),
]);

export const schema: Command = {
  name: 'schema',
  summary: 'print the JSON Schemas of the six files, for editors',
  description: `Prints the JSON Schema of one of the six files, or of all of them as one object by file name.
With --output, prints the schema of what a command prints with --json.`,
  positionals: [{ name: 'FILE', kind: SET_FILES, optional: true }],
  options: {
    out: {
      value: 'DIR',
      kind: 'folder',
      help: 'write each schema to a file in DIR, and those of --json to DIR/cli',
    },
    output: {
      value: 'COMMAND',
      kind: 'text',
      help: 'the schema of what COMMAND prints with --json, such as "status"',
    },
  },
  examples: [
    { line: 'jopanel schema account', help: 'for an editor' },
    { line: 'jopanel schema --output "user list"', help: 'for a program that reads its --json' },
  ],
  output: async () => SchemaOutput,
  async run(invocation) {
    const { positionals, terminal, text, json, catalogue } = invocation;
    const output = text('output');
    if (output !== undefined) return printOutputSchema(output, invocation);
    const [asked, ...more] = positionals;
    if (more.length > 0) return { wrongUsage: 'one FILE at most' };
    const name = asked === undefined || asked.endsWith('.json') ? asked : `${asked}.json`;
    if (name !== undefined && !isSetFileName(name)) return { wrongUsage: `a set has no file ${asked}` };
    const files = name === undefined ? SET_FILES : [name];
    const folder = text('out');
    if (folder !== undefined) {
      const written = await writeSchemas(folder, files, name === undefined ? catalogue : undefined);
      if (json) printJson(invocation, { written });
    } else if (name !== undefined) {
      terminal.out(schemaText(name));
    } else {
      terminal.out(jsonText(Object.fromEntries(files.map((file) => [file, generateSchema(file)]))));
    }
    return 0;
  },
};

async function writeSchemas(
  folder: string,
  files: readonly SetFileName[],
  catalogue: Catalogue | undefined,
): Promise<string[]> {
  const texts = new Map(files.map((file) => [`${folder}/${schemaFileName(file)}`, schemaText(file)]));
  const outputs = catalogue === undefined ? new Map() : schemaFiles(await outputSchemas(catalogue));
  for (const [name, schema] of outputs) texts.set(`${folder}/cli/${name}`, jsonText(schema));
  for (const [path, text] of texts) writePlainFile(path, text);
  return [...texts.keys()];
}

async function printOutputSchema(path: string, { catalogue, terminal }: Invocation): Promise<CommandResult> {
  const all = await outputSchemas(catalogue);
  const found = all.find(({ of }) => of === path);
  if (found !== undefined) {
    terminal.out(jsonText(found.schema));
    return 0;
  }
  const known = all.map(({ of }) => of);
  const meant = nearestKey(path, known);
  const hint = meant === undefined ? `the commands are: ${known.join(', ')}` : `did you mean "${meant}"?`;
  return { wrongUsage: `there is no command ${quoted(path)}; ${hint}` };
}

function jsonText(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
