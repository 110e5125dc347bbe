import { libc } from '../libc.ts';

const AF_UNIX = 1;
/** struct sockaddr_un: the family in two bytes, and 108 of a path. */
const ADDRESS_BYTES = 110;

/** Where a Unix socket was bound to, in the kernel's word (getsockname(2)); undefined when it has no path. */
export function socketPath(fd: number): string | undefined {
  const address = Buffer.alloc(ADDRESS_BYTES);
  const length = Buffer.alloc(4);
  length.writeInt32LE(ADDRESS_BYTES);
  const failed = libc().getsockname(fd, address, length) !== 0;
  if (failed || address.readUInt16LE(0) !== AF_UNIX) return undefined;
  const path = address
    .toString('utf8', 2, Math.min(length.readInt32LE(0), ADDRESS_BYTES))
    .replace(/\0+$/, '');
  return path.startsWith('/') ? path : undefined;
}
