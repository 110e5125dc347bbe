import { errorMessage } from '../../../model/error-message.ts';
import { CommandError } from '../../commands/run-command.ts';
import type { Failures } from '../../failures.ts';
import { accountTool } from './account-tool.ts';
import { passwordLine } from './encode.ts';

/** Sets the password fields of many users in one run; no password is ever in an argument. */
export async function setPasswords(fields: ReadonlyMap<string, string>): Promise<Failures> {
  const failures = new Map<string, string>();
  const lines = new Map<string, string>();
  for (const [name, field] of fields) {
    try {
      lines.set(name, passwordLine(name, field));
    } catch (error) {
      failures.set(name, errorMessage(error));
    }
  }
  try {
    await chpasswd([...lines.values()]);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    // A user that is gone makes chpasswd ignore all the others.
    for (const [name, line] of lines) {
      await chpasswd([line]).catch((reason: unknown) => failures.set(name, errorMessage(reason)));
    }
  }
  return failures;
}

async function chpasswd(lines: readonly string[]): Promise<void> {
  if (lines.length > 0) await accountTool(['chpasswd', '--encrypted'], { input: lines.join('') });
}
