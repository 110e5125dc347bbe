import { RevisionAnswer } from '../../status/routes/history.ts';
import type { Answered, StatusClient } from './status-client.ts';

/** Reads the five files of one revision, without secrets. @param revision its first digits */
export function getRevision(
  client: StatusClient,
  username: string,
  revision: string,
): Promise<Answered<RevisionAnswer>> {
  const name = encodeURIComponent(revision.replace(/^sha256:/, ''));
  return client.get(`/v1/users/${encodeURIComponent(username)}/revisions/${name}`, RevisionAnswer);
}
