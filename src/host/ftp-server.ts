/** vsftpd as its configuration file describes it. */
export type FtpServer =
  | { readonly state: 'absent' }
  | { readonly state: 'installed'; readonly settings: ReadonlyMap<string, string> };

export interface FtpReader {
  server(): Promise<FtpServer>;
}
