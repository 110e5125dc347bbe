// `jopanel schema [FILE]`: the JSON Schemas, for editors.

import { writePlainFile } from '../../host/write-plain-file.ts';
import { generateSchema, schemaFileName, schemaText } from '../../model/json-schema/generate.ts';
import { isSetFileName, SET_FILES } from '../../model/set-files.ts';
import type { Command } from '../command.ts';

export const schema: Command = {
  name: 'schema',
  summary: 'the JSON Schemas of the six files, for editors',
  description: `Prints the JSON Schema of one of the six files, or of all of them as one object by file name.
With --output, the schema of what a command prints with --json.`,
  positionals: [{ name: 'FILE', kind: SET_FILES, optional: true }],
  options: {
    out: { value: 'DIR', kind: 'folder', help: 'write each into a file of its own in DIR' },
    output: { value: 'COMMAND', kind: 'text', help: 'what COMMAND prints with --json, such as "status"' },
  },
  examples: [
    { line: 'jopanel schema account', help: 'for an editor' },
    { line: 'jopanel schema --output "user list"', help: 'for a program that reads its --json' },
  ],
  run({ terminal, positionals, text }) {
    const [asked, ...more] = positionals;
    if (more.length > 0) return { wrongUsage: 'one FILE at most' };
    const name = asked === undefined || asked.endsWith('.json') ? asked : `${asked}.json`;
    if (name !== undefined && !isSetFileName(name))
      return { wrongUsage: `no file of a set is named ${asked}` };
    const files = name === undefined ? SET_FILES : [name];
    const folder = text('out');
    if (folder !== undefined) {
      for (const file of files) writePlainFile(`${folder}/${schemaFileName(file)}`, schemaText(file));
    } else if (name !== undefined) {
      terminal.out(schemaText(name));
    } else {
      const all = Object.fromEntries(files.map((file) => [file, generateSchema(file)]));
      terminal.out(`${JSON.stringify(all, null, 2)}\n`);
    }
    return 0;
  },
};
