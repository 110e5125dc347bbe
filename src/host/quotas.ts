/** What the file system keeps for one user. Sizes in KiB, 0 for no limit. */
export interface DiskQuota {
  readonly usedKib: number;
  readonly softKib: number;
  readonly hardKib: number;
  readonly softFiles: number;
  readonly hardFiles: number;
}

/** The quotas of the file system that holds a folder, by uid; or why it has none, and what to do. */
export type FolderQuotas =
  | { readonly state: 'on'; readonly mountPoint: string; readonly byUid: ReadonlyMap<number, DiskQuota> }
  | { readonly state: 'off'; readonly why: string; readonly remedy: string };

export interface QuotasReader {
  /** One run for each file system that these folders lie on. */
  observe(folders: readonly string[]): Promise<ReadonlyMap<string, FolderQuotas>>;
}

export interface Quotas extends QuotasReader {
  /** Sets the limits of many users in one run; what they use is not looked at. */
  set(mountPoint: string, byUid: ReadonlyMap<number, Omit<DiskQuota, 'usedKib'>>): Promise<void>;
}
