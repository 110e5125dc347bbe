// What sshd runs in place of what the client asked for: its own SFTP server, or a program of the account.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { textType } from '../text-type.ts';
import { splitCommandLine } from './command-line.ts';

const SFTP = 'internal-sftp';

export function isSftpCommand(command: string): boolean {
  return command === SFTP || command.startsWith(`${SFTP} `);
}

export function parseForceCommand(text: string): Parsed {
  if (text === SFTP) return accept(text);
  if (isSftpCommand(text)) {
    return refuse(
      'has options',
      'write internal-sftp alone; sftp-server takes its options from the sshd_config of the operator',
    );
  }
  // sshd hands the line to the account's shell and expands % in it.
  if (text.includes('%')) return refuse('holds a %, which sshd would expand', 'leave it out');
  const words = splitCommandLine(text);
  if (!words.ok) return words;
  if (!words.value[0]?.startsWith('/')) {
    return refuse('is not a program with its whole path', 'write internal-sftp, or /usr/bin/…');
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
  parseForceCommand,
).brand<'ForceCommand'>();
export type ForceCommand = z.infer<typeof ForceCommand>;
