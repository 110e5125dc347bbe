// Everything in the server that holds SQL: triggers, views, routines and events, of this database and of the others.

import { z } from 'zod';
import type { Session } from '../../src/mirror/session.ts';

const PROGRAM_KINDS = ['trigger', 'view', 'procedure', 'function', 'package body', 'event'] as const;
type ProgramKind = (typeof PROGRAM_KINDS)[number];

export interface StoredProgram {
  readonly kind: ProgramKind;
  readonly database: string;
  readonly name: string;
  /** The table that a trigger belongs to. */
  readonly table: string | undefined;
  /** A view has every name in backquotes, the rest is as it was typed. Undefined where this user may not read it. */
  readonly text: string | undefined;
}

const Row = z.object({
  kind: z.string().toLowerCase().pipe(z.enum(PROGRAM_KINDS)),
  database_name: z.string(),
  name: z.string(),
  table_name: z.string().nullable(),
  text: z.string().nullable(),
});

const NOT_THE_SERVERS_OWN = "NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')";

export async function storedPrograms(session: Session): Promise<StoredProgram[]> {
  const rows = await session.rows(
    Row,
    `SELECT 'trigger' AS kind, TRIGGER_SCHEMA AS database_name, TRIGGER_NAME AS name,
       EVENT_OBJECT_TABLE AS table_name, ACTION_STATEMENT AS text
     FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA ${NOT_THE_SERVERS_OWN}
     UNION ALL SELECT 'view', TABLE_SCHEMA, TABLE_NAME, NULL, VIEW_DEFINITION
     FROM information_schema.VIEWS WHERE TABLE_SCHEMA ${NOT_THE_SERVERS_OWN}
     UNION ALL SELECT ROUTINE_TYPE, ROUTINE_SCHEMA, ROUTINE_NAME, NULL, ROUTINE_DEFINITION
     FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA ${NOT_THE_SERVERS_OWN}
       AND ROUTINE_TYPE IN ('PROCEDURE', 'FUNCTION', 'PACKAGE BODY')
     UNION ALL SELECT 'event', EVENT_SCHEMA, EVENT_NAME, NULL, EVENT_DEFINITION
     FROM information_schema.EVENTS WHERE EVENT_SCHEMA ${NOT_THE_SERVERS_OWN}
     ORDER BY 2, 1, 3`,
  );
  return rows.map(({ kind, database_name, name, table_name, text }) => ({
    kind,
    database: database_name,
    name,
    table: table_name ?? undefined,
    text: text === null || text === '' ? undefined : text,
  }));
}
