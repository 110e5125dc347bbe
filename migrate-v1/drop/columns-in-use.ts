// Triggers and views that would stop working, and logins with them, once columns of `users` are gone: the server
// drops a column without a word about these.

import { z } from 'zod';
import type { Session } from '../../src/mirror/session.ts';

/** As the server tells it: a trigger as it was typed, a view with every name in backquotes. */
export interface Definition {
  readonly kind: 'trigger' | 'view';
  readonly name: string;
  readonly text: string;
}

const Row = z.object({ name: z.string(), text: z.string() });

export async function definitionsAround(session: Session, database: string): Promise<Definition[]> {
  const triggers = await session.rows(
    Row,
    `SELECT TRIGGER_NAME AS name, ACTION_STATEMENT AS text FROM information_schema.TRIGGERS
     WHERE EVENT_OBJECT_SCHEMA = ? AND EVENT_OBJECT_TABLE = 'users' ORDER BY TRIGGER_NAME`,
    [database],
  );
  const views = await session.rows(
    Row,
    `SELECT TABLE_NAME AS name, VIEW_DEFINITION AS text FROM information_schema.VIEWS
     WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME`,
    [database],
  );
  return [
    ...triggers.map((row): Definition => ({ kind: 'trigger', ...row })),
    ...views.map((row): Definition => ({ kind: 'view', ...row })),
  ];
}

/** @param columns of letters and underscores only. @returns `trigger NAME`, `view NAME` */
export function definitionsUsing(columns: readonly string[], definitions: readonly Definition[]): string[] {
  const column = `\`?(?:${columns.join('|')})\`?(?![\\w$])`;
  return definitions
    .filter(({ kind, text }) => {
      const tables = kind === 'trigger' ? ['NEW', 'OLD'] : namesOfUsers(text);
      return tables.some((table) =>
        new RegExp(`(?<![\\w$])\`?${table}\`?\\s*\\.\\s*${column}`, 'i').test(text),
      );
    })
    .map(({ kind, name }) => `${kind} ${name}`);
}

/** By its own name, or what the view calls it. */
function namesOfUsers(view: string): string[] {
  return [...view.matchAll(/\.`users`(?: `([^`]+)`)?/g)].map(([, alias = 'users']) => RegExp.escape(alias));
}
