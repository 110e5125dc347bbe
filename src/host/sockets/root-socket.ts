/** Root's own way to the status: the same answers as on `status.sock`, which others may keep busy. */
export function rootSocket(runDir: string): string {
  return `${runDir}/root.sock`;
}
