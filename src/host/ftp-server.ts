/** vsftpd as its configuration file describes it. */
export type FtpServer =
  | { readonly state: 'absent' }
  | {
      readonly state: 'installed';
      readonly settings: ReadonlyMap<string, string>;
      /** Whether PAM can check a password against a file of logins. */
      readonly canReadPasswords: boolean;
    };

export interface FtpReader {
  server(): Promise<FtpServer>;
}
