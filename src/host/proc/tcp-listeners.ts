import { open } from 'node:fs/promises';
import { endianness } from 'node:os';

export interface PortListener {
  readonly port: number;
  /** `loopback` is 127.0.0.1 itself; the others take what comes for every address. */
  readonly address: 'loopback' | 'any IPv4' | 'any IPv6';
  /** Of the user that made the socket. */
  readonly uid: number;
}

const CHUNK = 64 * 1024;
const LISTEN = '0A';
const LOOPBACK = endianness() === 'LE' ? '0100007F' : '7F000001';
const MAPPED =
  endianness() === 'LE' ? `0000000000000000FFFF0000${LOOPBACK}` : `00000000000000000000FFFF${LOOPBACK}`;
const ADDRESSES = new Map<string, PortListener['address']>([
  [LOOPBACK, 'loopback'],
  [MAPPED, 'loopback'],
  ['0'.repeat(8), 'any IPv4'],
  ['0'.repeat(32), 'any IPv6'],
]);

/**
 * The TCP sockets that listen for 127.0.0.1 on one of the ports (proc_net_tcp(5)). The kernel writes nothing but
 * numbers there, listeners first: it is read piece by piece, and no further than they go, however many there are.
 */
export async function tcpListeners(ports: ReadonlySet<number>): Promise<readonly PortListener[]> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((table) => listenersIn(table, ports).catch(() => [])),
  );
  return tables.flat();
}

async function listenersIn(table: string, ports: ReadonlySet<number>): Promise<PortListener[]> {
  const found: PortListener[] = [];
  await using file = await open(table);
  const buffer = Buffer.alloc(CHUNK);
  let rest = '';
  let isHeading = true;
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK);
    const rows = (rest + buffer.toString('latin1', 0, bytesRead)).split('\n');
    rest = rows.pop() ?? '';
    for (const row of rows) {
      if (isHeading) {
        isHeading = false;
        continue;
      }
      const [, local = '', , state, , , , uid] = row.trim().split(/\s+/);
      if (state !== LISTEN) return found;
      const [address = '', port = ''] = local.split(':');
      const known = ADDRESSES.get(address);
      const number = Number.parseInt(port, 16);
      if (known !== undefined && ports.has(number))
        found.push({ port: number, address: known, uid: Number(uid) });
    }
    if (bytesRead === 0) return found;
  }
}
