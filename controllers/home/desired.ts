import path from 'node:path';
import { accountName } from '../../renderers/encode-path.ts';
import type { FolderOwner, HomeFolder } from '../../src/host/homes.ts';
import type { Ownership } from '../../src/host/root-files.ts';
import type { Account } from '../../src/model/account.ts';
import { primaryRoot, sitesOf } from '../../src/model/sites.ts';
import type { Target } from '../../src/model/target.ts';

export interface DesiredHome {
  readonly path: string;
  /** `kept`: as it is to be if it is there, and not made if it is not. */
  readonly state: 'present' | 'kept' | 'gone';
  readonly ownership: Ownership;
  readonly owner: FolderOwner;
  readonly folders: readonly HomeFolder[];
  /** Where the primary site is served from; undefined where that is left as it is. */
  readonly primary: { readonly name: string; readonly path: string } | undefined;
  readonly logDir: string;
  /** How the logs are shown; undefined where that is left as it is. */
  readonly showsLogs: 'link' | 'folder' | undefined;
  readonly searchUser: string;
  readonly archiveDir: string;
}

const HOME_MODE = 0o750;
// Others cannot pass the home, so only nginx, let in by its ACL, gets as far as these.
const SITE_MODE = 0o755;
const PRIVATE_MODE = 0o700;

/** For what is no site: in a chroot only root can write in the top of the home. */
const APPS: HomeFolder = { path: 'apps', mode: PRIVATE_MODE };

const STATES = { active: 'present', suspended: 'present', retired: 'kept', purged: 'gone' } as const;

/** The little that a home depends on beside the account. */
interface HomeContext {
  readonly facts: { readonly nginx: { readonly user: string } };
  readonly archiveDir: string;
  readonly logDir: string;
}

export function desiredHome({ account, lifecycle }: Target, context: HomeContext): DesiredHome {
  const { uid, gid, home_dir } = account.account;
  // sshd demands that every part of a chroot's path belong to root.
  const chroot = account.ssh.enabled && account.ssh.mode === 'sftp_chroot';
  return {
    path: home_dir,
    state: STATES[lifecycle],
    ownership: { uid: chroot ? 0 : uid, gid, mode: HOME_MODE },
    owner: { uid, gid },
    folders: lifecycle === 'active' ? [...foldersOf(account), ...(chroot ? [APPS] : [])] : [],
    primary:
      lifecycle === 'active'
        ? { name: account.domains.primary, path: path.relative(home_dir, primaryRoot(account)) }
        : undefined,
    logDir: `${context.logDir}/sites/${accountName(account.username)}`,
    showsLogs: lifecycle !== 'active' ? undefined : chroot ? 'folder' : 'link',
    searchUser: context.facts.nginx.user,
    archiveDir: context.archiveDir,
  };
}

function foldersOf(account: Account): HomeFolder[] {
  const siteFolders = sitesOf(account).map(({ root }) => ({
    path: path.relative(account.account.home_dir, root),
    mode: SITE_MODE,
  }));
  const { enabled, accounts = [] } = account.services.ftp;
  const ftpFolders = (enabled ? accounts : []).map(({ directory }) => ({
    path: path.relative(account.account.home_dir, directory),
    mode: SITE_MODE,
  }));
  const privateFolders = ['tmp', 'tmp/sessions', 'tmp/uploads'].map((name) => ({
    path: name,
    mode: PRIVATE_MODE,
  }));
  return [...siteFolders, ...ftpFolders, ...privateFolders];
}
