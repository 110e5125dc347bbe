/** Log files that a service appends to and logrotate renames. */
export interface LogFilesReader {
  /** Undefined when there is no such regular file. Many files are asked for at once, so this does not wait. */
  find(path: string): LogFile | undefined;
  /**
   * At most `length` bytes of that very file from an offset on; none when another
   * file has taken its path in the meantime.
   */
  read(path: string, file: LogFile, from: number, length: number): Promise<Uint8Array>;
}

export interface LogFile {
  /** Device and inode: what stays when the file is renamed. */
  readonly identity: string;
  readonly size: number;
}
