// What sshd runs in place of what the client asked for: its own SFTP server, or a program of the account.

import type { z } from 'zod';
import { accept, type Judgement, refuse } from '../judgement.ts';
import { shown } from '../shown.ts';
import { textType } from '../text-type.ts';
import { splitCommandLine } from './command-line.ts';

const SFTP = 'internal-sftp';
// Read-only, umask, log level and facility. The start folder (-d) is left to the mode.
const SFTP_OPTIONS =
  /^(?: -R| -u 0?[0-7]{3}| -l (?:QUIET|FATAL|ERROR|INFO|VERBOSE|DEBUG)| -f (?:DAEMON|USER|AUTH|LOCAL[0-7]))*$/;

export function isSftpCommand(command: string): boolean {
  return command === SFTP || command.startsWith(`${SFTP} `);
}

export function judgeForceCommand(text: string): Judgement {
  if (isSftpCommand(text)) {
    if (SFTP_OPTIONS.test(text.slice(SFTP.length))) return accept(text);
    return refuse(
      `has options that are not allowed: ${shown(text)}`,
      'use internal-sftp with -R, -u, -l or -f only',
    );
  }
  // sshd hands the line to the account's shell and expands % in it.
  if (text.includes('%')) return refuse(`holds a %, which sshd would expand: ${shown(text)}`, 'leave it out');
  const words = splitCommandLine(text);
  if (!words.ok) return words;
  if (!words.value[0]?.startsWith('/')) {
    return refuse(
      `is not a program with its whole path: ${shown(text)}`,
      'write internal-sftp, or /usr/bin/…',
    );
  }
  return accept(text);
}

export const ForceCommand = textType(
  {
    title: 'Forced command',
    description: 'internal-sftp, or in shell mode a program with its whole path.',
    format: 'jopanel-force-command',
    examples: ['internal-sftp'],
  },
  judgeForceCommand,
).brand<'ForceCommand'>();
export type ForceCommand = z.infer<typeof ForceCommand>;
