import path from 'node:path';
import type { RootFileReader } from '../src/host/root-files.ts';
import { errorMessage } from '../src/model/error-message.ts';
import { PhpOrder, phpOrderPath } from '../src/model/php-order.ts';

/** `damaged`: what lies there is no order; what is in force stays so. */
type FoundOrder =
  | { readonly kind: 'absent' }
  | { readonly kind: 'order'; readonly order: PhpOrder }
  | { readonly kind: 'damaged'; readonly why: string };

/** Reads the order of one account. Its first line is a comment. */
export async function readOrder(
  files: RootFileReader,
  stateDir: string,
  username: string,
): Promise<FoundOrder> {
  const file = phpOrderPath(stateDir, username);
  const found = await files.read(file);
  if (found.kind === 'absent') return { kind: 'absent' };
  if (found.kind === 'other') return { kind: 'damaged', why: `${file} is ${found.what}` };
  // What another user may write says nothing about what jopaneld wants.
  if (found.uid !== 0 || (found.mode & 0o022) !== 0) {
    return { kind: 'damaged', why: `${file} is not root's alone` };
  }
  try {
    const order = PhpOrder.parse(JSON.parse(found.text.slice(found.text.indexOf('\n') + 1)));
    if (order.username === username) return { kind: 'order', order };
    return { kind: 'damaged', why: `${file} is the order of ${order.username}` };
  } catch (error) {
    return { kind: 'damaged', why: `${file} cannot be read: ${errorMessage(error)}` };
  }
}

/** The accounts that have an order. */
export async function listOrders(files: RootFileReader, stateDir: string): Promise<readonly string[]> {
  const names = await files.list(path.dirname(phpOrderPath(stateDir, 'any')));
  return names.flatMap((name) => /^([a-z][a-z0-9]{2,15})\.json$/.exec(name)?.[1] ?? []);
}
