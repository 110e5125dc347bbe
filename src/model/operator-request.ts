import type { AccountOverride } from './account-override.ts';
import type { ResourceKind } from './resource-kind.ts';

/** What an operator asks of the daemon, beside what the files ask for. */
export type OperatorRequest =
  /** `edited`: their files were changed together and are to be taken together. */
  | { readonly kind: 'apply'; readonly usernames: readonly string[]; readonly edited?: boolean | undefined }
  /** Retires accounts whose folder is gone though a guard holds them. */
  | { readonly kind: 'retire'; readonly usernames: readonly string[] }
  /** Does items of the after phase again, though nothing asks for that, such as a renewal before its time. */
  | {
      readonly kind: 'redo';
      readonly username: string;
      readonly resource: ResourceKind;
      readonly items: readonly string[];
    }
  | { readonly kind: 'purge'; readonly username: string }
  /** Changes the last accepted set, because the files of the account cannot be changed. */
  | {
      readonly kind: 'override';
      readonly username: string;
      readonly override: AccountOverride;
      readonly actor: string;
    };

/** Why a request is not fulfilled, by username; empty when all of it is done or on its way. */
export type OperatorReply = ReadonlyMap<string, string>;

/** The reply to all accounts of a request alike. */
export function replyToAll(request: OperatorRequest, why: string): OperatorReply {
  const usernames = 'username' in request ? [request.username] : request.usernames;
  return new Map(usernames.map((username) => [username, why]));
}
