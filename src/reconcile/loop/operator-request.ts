/** What a person asks for, beside what the files ask for. */
export type OperatorRequest =
  | { readonly kind: 'apply'; readonly usernames: readonly string[] }
  /** Retires accounts whose folder is gone though a guard holds them. */
  | { readonly kind: 'retire'; readonly usernames: readonly string[] }
  | { readonly kind: 'purge'; readonly username: string };

/** Why not, by username; empty when all of it is done or on its way. */
export type OperatorReply = ReadonlyMap<string, string>;

export function unanswered(ask: OperatorRequest): OperatorReply {
  const usernames = ask.kind === 'purge' ? [ask.username] : ask.usernames;
  return new Map(usernames.map((username) => [username, 'the daemon is stopping']));
}
