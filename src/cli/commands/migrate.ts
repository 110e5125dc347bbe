// Migrations from other panels. Each is a folder beside src/ that is loaded only here, and that an installation may
// leave out.

import type { Command, CommandGroup } from '../command-line/command.ts';
import { FailureOutput } from '../output/failure-output.ts';
import { failed } from '../output/report-failure.ts';

const V1_ENTRY = new URL('../../../migrate-v1/command.ts', import.meta.url).href;

export async function loadMigrate(): Promise<CommandGroup> {
  return {
    name: 'migrate',
    summary: "bring another panel's accounts here, step by step",
    commands: [await loadV1()],
  };
}

async function loadV1(): Promise<Command> {
  try {
    const { v1 } = await import('../../../migrate-v1/command.ts');
    return v1;
  } catch (error) {
    if (isMissing(error, V1_ENTRY)) return V1_NOT_INSTALLED;
    throw error;
  }
}

/** A module that the entry itself imports and that is missing is a fault of the installation, and is thrown. */
function isMissing(error: unknown, url: string): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_MODULE_NOT_FOUND' &&
    'url' in error &&
    error.url === url
  );
}

const V1_NOT_INSTALLED: Command = {
  name: 'v1',
  summary: 'the migration from a V1 panel, which is not part of this installation',
  positionals: [{ name: 'STEP', kind: 'text', optional: true }],
  output: async () => FailureOutput,
  run: (invocation) =>
    failed(
      invocation,
      'the migration from a V1 panel is not part of this installation\ninstall a release of jopanel that has the folder migrate-v1/',
    ),
};
