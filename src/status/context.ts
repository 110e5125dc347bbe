import type { CertificatesReader } from '../host/certificates.ts';
import type { UseReader } from '../host/live-use.ts';
import type { SliceUseReader } from '../host/slice-use.ts';
import type { JournalReader } from '../journal/reader.ts';
import type { CronResult } from '../model/cron-result.ts';
import type { Settings } from '../model/settings.ts';
import type { WavePreview } from '../reconcile/preview/plan-now.ts';
import type { DaemonSnapshot } from './daemon-snapshot.ts';

/** Everything that an answer may be computed from. Nothing here can change anything. */
export interface StatusContext {
  readonly version: string;
  readonly settings: Settings;
  readonly journal: JournalReader;
  /** Wall time in epoch milliseconds, for what is shown. */
  now(): number;
  /** For ages, such as that of the snapshot. */
  monotonic(): number;
  /** The last snapshot of the daemon. */
  snapshot(): DaemonSnapshot;
  /** When that was taken, by the monotonic clock. */
  snapshotAt(): number;
  /** The usernames of all accounts that have a folder or are known to the journal. */
  usernames(): readonly string[];
  /** Folders that the daemon has not read yet; none while a daemon runs, because it reads them within moments. */
  unreadFolders(): readonly string[];
  /** The plan for these accounts now; it changes and records nothing. @throws PlanRefusedError */
  plan(usernames: readonly string[]): Promise<WavePreview>;
  /** The text of each file of a set as it is on disk; undefined when the folder is gone. */
  files(username: string): ReadonlyMap<string, string> | undefined;
  /** Bytes that the account's sites have sent in a month such as `2026-11`. */
  traffic(username: string, month: string): number;
  readonly use: UseReader;
  readonly slices: SliceUseReader;
  readonly certificates: CertificatesReader;
  /** What came of the account's cron jobs the last time that each ran, by the job's name. */
  cronResults(username: string, jobs: readonly string[]): Promise<ReadonlyMap<string, CronResult>>;
}
