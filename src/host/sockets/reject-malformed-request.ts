// What Node cannot read as a request never reaches a listener; the answer says why all the same.

import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export const LONGEST_HTTP_HEAD = 16_384;

interface Unread {
  readonly status: string;
  readonly code: string;
  readonly message: string;
}

const METHOD: Unread = {
  status: '405 Method Not Allowed',
  code: 'read_only',
  message: 'there is no such method here',
};
const TOO_LONG: Unread = {
  status: '431 Request Header Fields Too Large',
  code: 'too_long',
  message: `the request line and headers together are longer than ${LONGEST_HTTP_HEAD} bytes`,
};
const TOO_SLOW: Unread = {
  status: '408 Request Timeout',
  code: 'too_slow',
  message: 'the request did not arrive in time',
};
const NO_HTTP: Unread = {
  status: '400 Bad Request',
  code: 'bad_request',
  message: 'this is no HTTP request',
};

const UNREAD: Readonly<Record<string, Unread>> = {
  HPE_INVALID_METHOD: METHOD,
  HPE_HEADER_OVERFLOW: TOO_LONG,
  ERR_HTTP_REQUEST_TIMEOUT: TOO_SLOW,
};

const BUSY: Unread = {
  status: '503 Service Unavailable',
  code: 'too_many',
  message: 'this user has too many connections open',
};

/** For a connection that is not even read from. */
export function refuseBusy(socket: Socket): void {
  refuse(socket, BUSY);
  socket.destroySoon();
}

export function rejectMalformedRequest(error: Error, socket: Duplex): void {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ECONNRESET' || !socket.writable) socket.destroy();
  else refuse(socket, UNREAD[code] ?? NO_HTTP);
}

export function refuseMethod(socket: Duplex): void {
  refuse(socket, METHOD);
}

function refuse(socket: Duplex, { status, code, message }: Unread): void {
  const text = JSON.stringify({ error: { code, message, remedy: 'ask with GET, such as curl does' } });
  const headers = [
    'allow: GET, HEAD',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(text)}`,
    'connection: close',
  ];
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join('\r\n')}\r\n\r\n${text}`);
}
