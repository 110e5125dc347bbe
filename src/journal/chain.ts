// The hash chain: the hash of each event covers the hash of the event before it, so every later change shows.
import { sha256 } from '../model/digest.ts';

/** An event as it is hashed: `data` is the stored canonical JSON text, byte for byte. */
export interface Link {
  readonly seq: number;
  readonly time: number;
  readonly account: string | null;
  readonly kind: string;
  readonly data: string;
}

/** The hash before the first event. It differs from journal to journal, so that two journals never share a chain. */
export function genesis(identity: string): string {
  return sha256(`jopanel journal ${identity}`);
}

/** Gives the text that fast-json-stable-stringify gives for the whole event, without parsing `data` again. */
export function canonical(link: Link): string {
  const account = JSON.stringify(link.account);
  const kind = JSON.stringify(link.kind);
  return `{"account":${account},"data":${link.data},"kind":${kind},"seq":${link.seq},"time":${link.time}}`;
}

export function linkHash(previous: string, link: Link): string {
  return sha256(previous + canonical(link));
}
