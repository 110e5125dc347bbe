import type { Access } from '../../src/mirror/access.ts';
import type { Session } from '../../src/mirror/session.ts';
import type { RunFolder } from '../run-folder.ts';

export interface BackupOptions {
  readonly access: Access;
  readonly session: Session;
  readonly folder: RunFolder;
  /** A place for the option file that only root can read, and that no reboot keeps. */
  readonly runDir: string;
  /** Of letters and digits, such as 20261122T074400. */
  readonly stamp: string;
  readonly now: string;
  readonly lent: string | undefined;
  /** Of the rows of V1 just now; null when they are V1 rows no more. */
  readonly digestNow: () => Promise<string | null>;
  readonly report: (line: string) => void;
}
