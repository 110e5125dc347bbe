// The body of a request: bounded, of the right type, and JSON that is read as strictly as a file of a set.

import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { readBounded } from '../host/sockets/read-bounded.ts';
import { pointerOf } from '../model/finding.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../model/json/json-value.ts';
import { parseDocument } from '../model/json/parse-document.ts';
import { REDACTED } from '../model/redact.ts';
import { schemaFindings } from '../model/schema-findings.ts';
import { type ProblemFinding, type ProblemReply, problemReply } from './problem-document.ts';

const LARGEST_BODY = 1024 * 1024;

type RequestBody = { readonly ok: true; readonly value: JsonObject } | ProblemReply;

/** @param types the media types that the operation takes */
export async function readBody(request: IncomingMessage, types: readonly string[]): Promise<RequestBody> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!types.includes(type)) {
    const found =
      type === '' ? 'the request has no Content-Type' : `the Content-Type is ${JSON.stringify(type)}`;
    return problemReply(
      'unsupported-media-type',
      found,
      `send ${types.join(' or ')}`,
      {},
      { accept: types.join(', ') },
    );
  }
  const bytes = await readBounded(request, LARGEST_BODY);
  if (bytes === undefined)
    return problemReply(
      'request-too-large',
      `the body has more than ${LARGEST_BODY} bytes`,
      'send a smaller one',
      {},
      { connection: 'close' },
    );
  const parsed = parseDocument(bytes);
  if (!parsed.ok) {
    const [fault] = parsed.faults;
    return problemReply(
      'malformed-request',
      `the body ${fault?.message ?? 'is not JSON'}`,
      fault?.remedy ?? 'send JSON',
    );
  }
  const { value } = parsed.document;
  if (!isJsonObject(value))
    return problemReply('malformed-request', 'the body is not a JSON object', 'send an object');
  const redacted = findRedacted(value);
  return redacted.length === 0 ? { ok: true, value } : invalidRequest(redacted);
}

/** Holds the body to the form of its operation. What stands inside the parts of a set is for the model to check. */
export function checkForm<Form extends z.ZodType>(
  form: Form,
  body: JsonObject,
): { readonly ok: true; readonly value: z.output<Form> } | ProblemReply {
  const read = form.safeParse(body);
  if (read.success) return { ok: true, value: read.data };
  const findings = schemaFindings('.', form, read.error.issues, body, { ownKeys: false });
  return invalidRequest(findings.map(({ path, message, remedy }) => findingAt(path, message, remedy)));
}

export function invalidRequest(findings: readonly ProblemFinding[]): ProblemReply {
  const [first] = findings;
  const detail =
    first === undefined ? 'the request is refused' : `${first.pointer || 'the body'} ${first.message}`;
  return problemReply('invalid-request', detail, 'mend what the findings name; nothing was written', {
    findings: [...findings],
  });
}

export function findingAt(
  path: readonly (string | number)[],
  message: string,
  remedy: string,
): ProblemFinding {
  const pointer = pointerOf(path);
  return { file: '.', pointer, request_pointer: pointer, message, remedy };
}

/** The word that stands for a secret in every answer: written into a set, it would take the secret's place. */
function findRedacted(value: JsonValue, path: readonly (string | number)[] = []): ProblemFinding[] {
  if (typeof value === 'string') {
    return value.includes(REDACTED)
      ? [
          findingAt(
            path,
            `is ${JSON.stringify(REDACTED)}, which stands for a secret in answers`,
            'leave the key out of a patch, or send the value itself',
          ),
        ]
      : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value)
    ? value.map((item, index) => [index, item] as const)
    : Object.entries(value);
  return entries.flatMap(([key, inner]) => findRedacted(inner, [...path, key]));
}
