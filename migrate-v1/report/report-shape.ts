// What the report is made of, and what it says; text and HTML are printed from the same values.

import type { Backup } from '../backup/back-up.ts';
import type { Dropped } from '../drop/drop-columns.ts';
import type { MigrationFinding } from '../plan/migration-finding.ts';
import type { MigrationPlan } from '../plan/plan-file.ts';
import type { Written } from '../sets/write-sets.ts';
import type { Verification } from '../verify/verification.ts';

export interface ReportInput {
  readonly plan: MigrationPlan;
  readonly host: string;
  /** The time at which the report was made. */
  readonly made: string;
  readonly backup: Backup | undefined;
  /** Made after the V1 columns were dropped. */
  readonly laterBackup: Backup | undefined;
  readonly written: Written | undefined;
  readonly verification: Verification | undefined;
  readonly dropped: Dropped | undefined;
}

export interface ReportLine {
  readonly label: string;
  readonly value: string;
}

export interface ReportFinding extends MigrationFinding {
  /** Empty for what belongs to no single account. */
  readonly account: string;
}

export interface ReportGroup {
  readonly title: string;
  /** How many accounts are held back by what is found. */
  readonly held: number;
  readonly findings: readonly ReportFinding[];
}

export interface ReportAccount {
  readonly username: string;
  readonly result: 'verified' | 'differs' | 'written' | 'planned' | 'held' | 'skipped';
  readonly uid: string;
  /** `new`, `adopted`, or empty. */
  readonly user: string;
  readonly status: string;
  readonly domain: string;
  readonly package: string;
  /** What verification found, or why it was not written. */
  readonly remarks: readonly string[];
}

export interface MigrationReport {
  readonly title: string;
  readonly facts: readonly ReportLine[];
  readonly counts: readonly ReportLine[];
  readonly steps: readonly ReportLine[];
  /** What is left to be done. */
  readonly left: readonly ReportLine[];
  readonly groups: readonly ReportGroup[];
  readonly accounts: readonly ReportAccount[];
}
