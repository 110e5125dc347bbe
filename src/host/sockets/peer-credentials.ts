// Who is at the other end of a Unix socket, in the kernel's word: unix(7), SO_PEERCRED.

import type { Socket } from 'node:net';
import { libc } from '../libc.ts';

export interface PeerCredentials {
  /** The process that connected; it may have ended since. */
  readonly pid: number;
  readonly uid: number;
  /** The primary group of the process, not every group that it is in. */
  readonly gid: number;
}

// From <asm-generic/socket.h>; the same on every architecture that Debian's Node runs on.
const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
/** struct ucred: pid, uid and gid of 32 bits each. */
const UCRED_BYTES = 12;

/**
 * The credentials of the process that connected, as they were at that moment.
 *
 * @returns undefined when the connection is closed already
 * @throws when the socket is not a Unix socket
 */
export function peerCredentials(socket: Socket): PeerCredentials | undefined {
  const fd = descriptorOf(socket);
  if (fd === undefined) return undefined;
  const credentials = Buffer.alloc(UCRED_BYTES);
  const length = Buffer.alloc(4);
  length.writeInt32LE(UCRED_BYTES);
  const failed = libc().getsockopt(fd, SOL_SOCKET, SO_PEERCRED, credentials, length) !== 0;
  const uid = credentials.readUInt32LE(4);
  // For a socket of another family the kernel fails, or answers with uid -1.
  if (failed || uid === 0xffff_ffff) throw new Error('the peer of this socket has no credentials');
  return { pid: credentials.readInt32LE(0), uid, gid: credentials.readUInt32LE(8) };
}

/** Node has no public name for the descriptor of a socket. */
function descriptorOf(socket: Socket): number | undefined {
  if (!('_handle' in socket)) return undefined;
  const handle = socket._handle;
  if (typeof handle !== 'object' || handle === null || !('fd' in handle)) return undefined;
  return typeof handle.fd === 'number' && handle.fd >= 0 ? handle.fd : undefined;
}
