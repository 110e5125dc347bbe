/** TLS certificates that an operator, or a tool such as certbot, has put on the host. */
export interface CertificatesReader {
  /** Names for which there is a folder where certificates are looked for, whatever lies in it. */
  names(): Promise<ReadonlySet<string>>;
  /** What lies in the folder of each of these names; names without one are left out. */
  find(names: readonly string[]): Promise<ReadonlyMap<string, FoundCertificate>>;
}

export interface Certificate {
  /** The file with the certificate and its chain. */
  readonly chain: string;
  readonly key: string;
  /** Of the chain's file: a new certificate at the same path has another one. */
  readonly digest: string;
  /** Names as the certificate lists them, `*.example.com` included. */
  readonly names: readonly string[];
}

export type FoundCertificate =
  | ({ readonly usable: true } & Certificate)
  /** Why not, in a sentence that names the file. */
  | { readonly usable: false; readonly why: string };
