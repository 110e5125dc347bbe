// The hash chain: each event's hash covers the one before it, so that no line can change unnoticed.
import { sha256 } from '../model/digest.ts';

/** An event as the chain sees it: `data` is the stored canonical JSON text, byte for byte. */
export interface Link {
  readonly seq: number;
  readonly time: number;
  readonly account: string | null;
  readonly kind: string;
  readonly data: string;
}

/** What stands before the first event: two journals never share a chain. */
export function genesis(identity: string): string {
  return sha256(`jopanel journal ${identity}`);
}

/** The same text as fast-json-stable-stringify over the whole event, without parsing `data` again. */
export function canonical(link: Link): string {
  const account = JSON.stringify(link.account);
  const kind = JSON.stringify(link.kind);
  return `{"account":${account},"data":${link.data},"kind":${kind},"seq":${link.seq},"time":${link.time}}`;
}

export function linkHash(previous: string, link: Link): string {
  return sha256(previous + canonical(link));
}
