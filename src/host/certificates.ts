/** TLS certificates that an operator, or a tool such as certbot, has put on the host. */
export interface CertificatesReader {
  /** What lies in each folder where certificates are looked for, the operator's own place first. */
  all(): Promise<readonly FoundCertificate[]>;
}

export interface Certificate {
  /** The file with the certificate and its chain. */
  readonly chain: string;
  readonly key: string;
  /** Of the chain's file: a new certificate at the same path has another one. */
  readonly digest: string;
  /** Names as the certificate lists them, `*.example.com` included. */
  readonly names: readonly string[];
  /** At this moment. nginx serves one that is not valid all the same, and so do we where there is no other. */
  readonly validity: 'valid' | 'expired' | 'not_yet_valid';
  /** Milliseconds since 1970. */
  readonly validTo: number;
  /** 0 for the operator's own place, which comes first. */
  readonly place: number;
}

interface Found {
  /** The name of the folder, such as `example.com-0001`. */
  readonly folder: string;
}

export type FoundCertificate =
  | (Found & { readonly usable: true } & Certificate)
  /** Why not, in a sentence that names the file. */
  | (Found & { readonly usable: false; readonly why: string });
