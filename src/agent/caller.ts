// Who asks: in the kernel's word, and beside it in the caller's own.

import type { IncomingMessage } from 'node:http';
import { type PeerCredentials, peerCredentials } from '../host/sockets/peer-credentials.ts';

export interface Caller extends PeerCredentials {
  /** The login name of the uid, such as `panel`; `uid 1001` where the accounts database has none. */
  readonly name: string;
  /** From `X-Jopanel-Actor`: the person or program that the caller says it acts for. It is recorded and never trusted. */
  readonly actor: string | null;
}

/** Letters, digits and what e-mail addresses and names are written with: it goes to journal, log and `meta.json`. */
const ACTOR = /^[\p{L}\p{N} .,@:+_/#=-]{1,128}$/u;

type ReadCaller =
  | { readonly ok: true; readonly caller: Caller }
  | { readonly ok: false; readonly why: 'gone' | 'bad-actor' };

/** @param nameOf the login name of a uid */
export async function readCaller(
  request: IncomingMessage,
  nameOf: (uid: number) => Promise<string | undefined>,
): Promise<ReadCaller> {
  const peer = peerCredentials(request.socket);
  if (peer === undefined) return { ok: false, why: 'gone' };
  const header = request.headers['x-jopanel-actor'];
  const actor = typeof header === 'string' ? decoded(header) : null;
  if (actor !== null && !ACTOR.test(actor)) return { ok: false, why: 'bad-actor' };
  return { ok: true, caller: { ...peer, name: (await nameOf(peer.uid)) ?? `uid ${peer.uid}`, actor } };
}

/** Node reads header bytes as Latin-1; callers send UTF-8. */
function decoded(header: string): string {
  return Buffer.from(header, 'latin1').toString('utf8');
}
