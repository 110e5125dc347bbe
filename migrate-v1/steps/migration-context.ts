// What every step needs: the host, the folder of the run, and a session with the V1 database.

import { type DesiredState, openDesiredState } from '../../src/cli/change/desired-state.ts';
import type { ExitCode, Invocation } from '../../src/cli/command-line/command.ts';
import { failed } from '../../src/cli/output/report-failure.ts';
import { hostFiles } from '../../src/host/open-host.ts';
import type { Access } from '../../src/mirror/access.ts';
import { openSession, type Session } from '../../src/mirror/session.ts';
import { MariaDbSettings } from '../../src/model/settings.ts';
import { describeDatabaseError } from '../rows/describe-database-error.ts';
import { readTables } from '../rows/read-tables.ts';
import { rowsDigest } from '../rows/rows-digest.ts';
import { sourceOf, type V1Source } from '../rows/source.ts';
import { openRunFolder, type RunFolder } from '../run-folder.ts';
import { findAccess } from './find-access.ts';

export interface MigrationContext {
  readonly invocation: Invocation;
  readonly state: DesiredState;
  readonly folder: RunFolder;
  /** `--yes`; without it nothing at all is written. */
  readonly yes: boolean;
}

export interface Connected extends MigrationContext {
  readonly access: Access;
  readonly session: Session;
}

// The dump of a large database takes long, and so does the checksum of a large table.
const PATIENCE = { connectMs: 5000, answerMs: 3_600_000 };
const CONNECTION = 'connection.json';

export async function openMigration(invocation: Invocation): Promise<MigrationContext> {
  const state = await openDesiredState();
  const folder = openRunFolder(hostFiles, state.settings.state_dir);
  return { invocation, state, folder, yes: invocation.flag('yes') };
}

/** Opens a session for a step and closes it. An error of the database becomes a message. */
export async function connected(
  migration: MigrationContext,
  work: (connected: Connected) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { invocation, folder, yes } = migration;
  const last = await folder.read(CONNECTION, MariaDbSettings);
  const found = await findAccess(invocation, [last, migration.state.settings.mariadb]);
  if (!found.ok) return failed(invocation, found.why);
  let session: Session;
  try {
    session = await openSession(found.access, PATIENCE);
  } catch (error) {
    return failed(invocation, describeDatabaseError(error));
  }
  try {
    if (yes) {
      await folder.prepare();
      await folder.write(CONNECTION, found.settings);
    }
    return await work({ ...migration, access: found.access, session });
  } catch (error) {
    return failed(invocation, describeDatabaseError(error));
  } finally {
    await session.close();
  }
}

export interface ReadV1 {
  readonly ok: true;
  readonly source: V1Source;
  /** In which its times are meant. */
  readonly zone: string;
  digest(withPasswords: boolean): string;
}

export async function readV1({
  session,
  access,
}: Connected): Promise<ReadV1 | { readonly ok: false; readonly why: string }> {
  const read = await readTables(session, access.database);
  if (!read.ok) return read;
  const { tables, settings, timesAreUtc } = read;
  return {
    ok: true,
    source: sourceOf(tables, settings),
    zone: timesAreUtc ? 'UTC' : Temporal.Now.timeZoneId(),
    digest: (withPasswords) => rowsDigest(tables, { withPasswords }),
  };
}
