// The body of an answer and how it is sent, with the conditional requests of HTTP (RFC 9110, section 13).

import type { IncomingMessage, ServerResponse } from 'node:http';
import { sha256 } from '../../model/digest.ts';
import { toRedactedJson } from '../../model/redact.ts';
import type { ErrorAnswer } from '../answers/shared.ts';
import type { ErrorReply } from '../route.ts';

export interface AnswerBody {
  readonly text: string;
  readonly type: string;
  readonly etag: string;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** Secrets are taken out of the value. @param tag without quotes; the default is a digest of the text */
export function jsonBody(value: unknown, tag?: string): AnswerBody {
  return textBody(toRedactedJson(value), JSON_TYPE, tag);
}

export function textBody(text: string, type: string, tag = sha256(text).slice(0, 32)): AnswerBody {
  return { text, type, etag: `"${tag}"` };
}

export function sendBody(
  request: IncomingMessage,
  response: ServerResponse,
  { text, type, etag }: AnswerBody,
): void {
  const headers = { etag, 'cache-control': 'no-cache' };
  const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known?.includes(etag) || known?.includes('*')) {
    response.writeHead(304, headers);
    response.end();
    return;
  }
  response.writeHead(200, { ...headers, 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(request.method === 'HEAD' ? undefined : text);
}

export function sendError(response: ServerResponse, { status, code, message, remedy }: ErrorReply): void {
  const text = toRedactedJson({ error: { code, message, remedy } } satisfies ErrorAnswer);
  if (status === 503) response.setHeader('retry-after', '1');
  response.writeHead(status, { 'content-type': JSON_TYPE, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
