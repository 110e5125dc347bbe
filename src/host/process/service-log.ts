// The log of a service: JSON lines, and in systemd's journal each with its priority, so that `journalctl -p warning`
// finds what somebody ought to read.

import { fstatSync } from 'node:fs';
import pino, { type DestinationStream, type Logger } from 'pino';

/** @param fd of the standard stream that the lines go to */
export function serviceLog(fd: 1 | 2): Logger {
  return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, serviceLogStream(fd));
}

function serviceLogStream(fd: 1 | 2): DestinationStream {
  // Whole lines at once, because the threads of one process write to the same place.
  const lines = pino.destination({ dest: fd, sync: true });
  return isJournal(fd) ? withPriorities(lines) : lines;
}

/** systemd says in JOURNAL_STREAM which file its journal is; a stream that was redirected is another (systemd.exec(5)). */
function isJournal(fd: number): boolean {
  const { dev, ino } = fstatSync(fd, { bigint: true });
  return process.env.JOURNAL_STREAM === `${dev}:${ino}`;
}

/** journald takes the `<4>` at the beginning of a line as its priority (sd-daemon(3)), and removes it. */
export function withPriorities(lines: { write(text: string): unknown }): DestinationStream {
  const stream = {
    // By this pino sets the level before each line.
    [Symbol.for('pino.metadata')]: true,
    lastLevel: pino.levels.values.info ?? 30,
    write(line: string): void {
      lines.write(`<${priorityOf(stream.lastLevel)}>${line}`);
    },
  };
  return stream;
}

/** From the levels of pino to those of syslog(3). */
function priorityOf(level: number): number {
  if (level >= 60) return 2;
  if (level >= 50) return 3;
  if (level >= 40) return 4;
  return level >= 30 ? 6 : 7;
}
