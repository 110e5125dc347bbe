// Run in the sandbox as a backend: sends random requests, valid and not, and holds each answer to the description.
//   node agent-fuzz.ts SEED COUNT USERNAME…
// Prints, as JSON, how often each status came, and every answer that the description does not allow.

import { request } from 'node:http';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: unknown }>> }>
  >;
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}
interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const SOCKET = '/run/jopanel/agent.sock';
const AT_ONCE = 8;
/** A request that is not answered by then hangs. */
const HANGS_AFTER_MS = 60_000;

const [seed = '1', count = '100', ...usernames] = process.argv.slice(2);
const description: Description = JSON.parse((await send('GET', '/openapi.json', {}, undefined)).text);
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false });
ajv.addSchema(description, 'api');

const text = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'example.com',
    '(redacted)',
    '../../etc/passwd',
    '\0',
    'ü',
    'x'.repeat(3000),
    '$y$j9T$',
  ),
  fc.string({ maxLength: 20, unit: 'binary' }),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 0, -1, 1e300, 2 ** 53),
    text,
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(text, tie('json'), { maxKeys: 3 }),
  ),
}));
const part = fc.oneof(
  fc.record({ disk_quota_mb: fc.oneof(fc.nat(9000), json) }),
  fc.record({ status: fc.oneof(fc.constantFrom('active', 'suspended'), text) }),
  fc.record({
    alias_domains: fc.oneof(
      fc.array(fc.constantFrom('a.fuzz.example', 'b.fuzz.example'), { maxLength: 2 }),
      json,
    ),
  }),
  fc.record({ x_own: json }),
  fc.dictionary(text, json, { maxKeys: 2 }),
);
const body = fc.oneof(
  fc.dictionary(
    fc.constantFrom('account', 'limits', 'domains', 'services', 'ssh', 'meta', 'confirm', 'kind', 'key'),
    fc.oneof(part, json),
    { maxKeys: 3 },
  ),
  fc.record({ root: text, start_command: text, port: fc.oneof(fc.integer(), text) }),
  fc.record({ password: text }),
  fc.record({ docroot: text }),
  json,
);
const operation = fc.constantFrom(
  ...Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ path, method })),
  ),
);
const fuzzed = fc.record({
  operation,
  username: fc.oneof(fc.constantFrom(...usernames), text),
  name: fc.oneof(fc.constantFrom('shop.fuzz.example', 'api', 'SHA256:abc'), text),
  body,
  raw: fc.option(text, { freq: 9, nil: undefined }),
  query: fc.constantFrom('', '', '?dry_run=true', '?dry_run=maybe', '?limit=0', '?q=%ff'),
  type: fc.constantFrom('application/json', 'application/json', 'application/merge-patch+json', 'text/plain'),
  ifMatch: fc.option(fc.constantFrom('*', '"sha256:0"', 'W/"x"', '"'), { nil: undefined }),
  actor: fc.option(fc.constantFrom('anna@example.com', 'a\tb', 'ü'.repeat(3)), { nil: undefined }),
});

const statuses: Record<string, number> = {};
const broken: unknown[] = [];
const requests = fc.sample(fuzzed, { seed: Number(seed), numRuns: Number(count) });
// Well formed and wrong, which random ones hardly ever are.
requests.push({
  operation: { path: '/v1/users/{username}', method: 'patch' },
  username: usernames[0] ?? '',
  name: '',
  body: { domains: { alias_domains: ['no domain'] } },
  raw: undefined,
  query: '',
  type: 'application/merge-patch+json',
  ifMatch: undefined,
  actor: undefined,
});
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let next = requests.pop(); next !== undefined; next = requests.pop()) await tryOne(next);
  }),
);
console.log(JSON.stringify({ statuses, broken: broken.slice(0, 20) }));
process.exit();

async function tryOne(fuzz: (typeof requests)[number]): Promise<void> {
  const { path, method } = fuzz.operation;
  const filled = path.replace(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent((name === 'username' ? fuzz.username : fuzz.name).toWellFormed()),
  );
  const isRead = method === 'get';
  const payload = isRead ? undefined : (fuzz.raw ?? JSON.stringify(fuzz.body));
  const headers = {
    // Node leaves the length out for a DELETE, and the body would then begin the next request.
    ...(payload === undefined
      ? {}
      : { 'content-type': fuzz.type, 'content-length': String(Buffer.byteLength(payload)) }),
    ...(fuzz.ifMatch === undefined || isRead ? {} : { 'if-match': fuzz.ifMatch }),
    ...(fuzz.actor === undefined ? {} : { 'x-jopanel-actor': Buffer.from(fuzz.actor).toString('latin1') }),
  };
  try {
    const answer = await send(method.toUpperCase(), filled + fuzz.query, headers, payload);
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    const wrong = wrongWith(path, method, answer);
    if (wrong !== undefined)
      broken.push({ method, path: filled + fuzz.query, payload, status: answer.status, wrong });
  } catch (error) {
    broken.push({ method, path: filled, payload, wrong: String(error) });
  }
}

function wrongWith(
  path: string,
  method: string,
  { status, type, text: answered }: Answer,
): string | undefined {
  if (status >= 500 && status !== 503) return answered;
  const content = description.paths[path]?.[method]?.responses[status]?.content;
  // An empty part of a path makes it another path, of which this operation says nothing.
  if (content === undefined)
    return status === 404 || status === 405 ? undefined : 'the status is not described';
  const media = type.split(';')[0] ?? '';
  if (content[media] === undefined) return `the type ${media} is not described`;
  if (content[media].schema === undefined || !media.endsWith('json')) return undefined;
  const pointer = ['paths', path, method, 'responses', String(status), 'content', media, 'schema'];
  const $ref = `api#/${pointer.map((each) => encodeURIComponent(each.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
  const validate = ajv.compile({ $ref });
  return validate(JSON.parse(answered)) ? undefined : ajv.errorsText(validate.errors);
}

function send(method: string, path: string, headers: object, payload: string | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { socketPath: SOCKET, method, path, headers: { ...headers }, agent: false },
      async (answer) => {
        const chunks: Buffer[] = [];
        for await (const chunk of answer) chunks.push(Buffer.from(chunk));
        const type = answer.headers['content-type'] ?? '';
        resolve({ status: answer.statusCode ?? 0, type, text: Buffer.concat(chunks).toString() });
      },
    );
    sent.setTimeout(HANGS_AFTER_MS, () => sent.destroy(new Error('there is no answer')));
    sent.on('error', reject);
    sent.end(payload);
  });
}
