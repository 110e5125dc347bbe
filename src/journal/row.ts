// Reads the columns of a row with a check of their types: a wrong type means that the file is damaged.
import type { SQLOutputValue } from 'node:sqlite';
import type { z } from 'zod';
import { Revision } from '../model/revision.ts';
import { JournalDamagedError } from './journal-damaged-error.ts';

export type Row = Record<string, SQLOutputValue>;

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new JournalDamagedError('file', `column ${column} holds no text`);
  return value;
}

export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new JournalDamagedError('file', `column ${column} holds no number`);
  return value;
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

export function integerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : integer(row, column);
}

export function revision(row: Row, column: string): Revision {
  const parsed = Revision.safeParse(row[column]);
  if (!parsed.success) throw new JournalDamagedError('file', `column ${column} holds no revision`);
  return parsed.data;
}

export function revisionOrNull(row: Row, column: string): Revision | null {
  return row[column] === null ? null : revision(row, column);
}

export function json<T>(row: Row, column: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parse(text(row, column), column));
  if (!parsed.success) throw new JournalDamagedError('file', `column ${column}: ${parsed.error.message}`);
  return parsed.data;
}

function parse(source: string, column: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw new JournalDamagedError('file', `column ${column} holds no JSON`);
  }
}
