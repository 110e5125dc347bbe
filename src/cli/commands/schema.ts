// `jopanel schema [FILE]`: the JSON Schemas, for editors.

import { z } from 'zod';
import { writePlainFile } from '../../host/write-plain-file.ts';
import { generateSchema, schemaFileName, schemaText } from '../../model/json-schema/generate.ts';
import { isSetFileName, SET_FILES } from '../../model/set-files.ts';
import type { Command, Outcome } from '../command.ts';
import type { Terminal } from '../terminal.ts';

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
  async run({ terminal, positionals, text }) {
    const output = text('output');
    if (output !== undefined) return outputSchema(output, terminal);
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

async function outputSchema(path: string, terminal: Terminal): Promise<Outcome> {
  // Loaded here, as the commands load this one.
  const { COMMANDS } = await import('../commands.ts');
  const [name = '', inner] = path.split(' ');
  const found = await COMMANDS.load(name);
  const command =
    found !== undefined && 'commands' in found ? found.commands.find((each) => each.name === inner) : found;
  if (command === undefined || !('run' in command)) return { wrongUsage: `there is no command ${path}` };
  if (command.output === undefined) return { wrongUsage: `${path} has no output of its own with --json` };
  terminal.out(`${JSON.stringify(z.toJSONSchema(await command.output(), { io: 'output' }), null, 2)}\n`);
  return 0;
}
