import { z } from 'zod';
import { createSet } from '../../desired/create-set.ts';
import { editJson } from '../../desired/edit-json.ts';
import { DEFAULT_PACKAGE, newAccountFiles } from '../../desired/new-account-files.ts';
import { agentActor } from '../../model/agent-actor.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json/json-value.ts';
import type { RevisionFile } from '../../model/set-files.ts';
import { DomainName } from '../../model/values/domain-name.ts';
import { Email } from '../../model/values/email.ts';
import { PackageName } from '../../model/values/package-name.ts';
import { Username } from '../../model/values/username.ts';
import type { AgentContext } from '../agent-context.ts';
import { type DryRunAnswer, WrittenAnswer } from '../answers.ts';
import { answerWritten, pointerInBody } from '../change-account.ts';
import { type AgentReply, type AgentRequest, JSON_TYPES, type Operation } from '../operation.ts';
import { etagOf } from '../preferences.ts';
import { invalidSet, problemReply } from '../problem-document.ts';
import { findingAt, invalidRequest } from '../request-body.ts';
import { setValues } from '../set-values.ts';
import { PARTS, PATCH_PARTS, partOf, patchEdits } from './set-body.ts';

const ID_LOCK_WAIT_MS = 30_000;

const Body = z
  .strictObject({
    username: Username,
    primary_domain: DomainName,
    contact_email: Email,
    package: PackageName.optional().meta({
      description: `The package template that gives limits and services; default ${DEFAULT_PACKAGE}.`,
    }),
    ...PATCH_PARTS,
  })
  .meta({ id: 'NewUser', description: 'The parts are merged into what the package gives.' });
type Body = z.infer<typeof Body>;

export const createUser: Operation = {
  operationId: 'CreateUserFS',
  method: 'POST',
  path: '/v1/users',
  summary: 'Make an account; the daemon picks its uid',
  description:
    'The same request again answers 200 and writes nothing. Another account of that name is a conflict.',
  body: Body,
  example: { username: 'joko', primary_domain: 'example.com', contact_email: 'joko@example.com' },
  mediaTypes: JSON_TYPES,
  ifMatch: 'not-taken',
  answer: WrittenAnswer,
  statuses: [200, 201],
  async handle(context, request) {
    const body = Body.parse(request.body);
    const given = refuseGivenIdentity(partOf(request.body, 'account'), body);
    if (given !== undefined) return given;
    if (context.users.fingerprint(body.username) !== undefined)
      return compareWithExisting(context, request, body);
    if (await context.isOnHost(body.username))
      return problemReply(
        'account-exists',
        `the host has a user or group ${body.username} that is no hosting account`,
        'choose another username; an existing user is taken over by root only',
      );
    if (context.journal.account(body.username)?.purgedAt === null)
      return problemReply(
        'account-exists',
        `the account ${body.username} is still there, only its folder is gone`,
        'root brings it back with jopanel rollback, or makes room with jopanel purge',
      );
    // Two new accounts must not be given the same uid, by this socket or by the command.
    const locked = await context.users.withIdLock({ waitMs: ID_LOCK_WAIT_MS }, () =>
      create(context, request, body),
    );
    return locked.ok ? locked.value : problemReply('busy', locked.why, 'send the request again');
  },
};

async function create(context: AgentContext, request: AgentRequest, body: Body): Promise<AgentReply> {
  const { users } = context;
  const { username, primary_domain, contact_email } = body;
  const packageName = body.package ?? DEFAULT_PACKAGE;
  const [facts, loaded, id] = await Promise.all([
    context.facts(),
    context.loadPackage(packageName),
    context.nextId(),
  ]);
  if (!loaded.ok) return invalidRequest([findingAt(['package'], loaded.why, 'name a package of this host')]);
  if (id === undefined)
    return problemReply(
      'failed',
      'every uid of the range is taken',
      'raise uid_max or uid_allocate in the settings of jopaneld',
    );
  const actor = agentActor(request.caller);
  const wanted = { username, id, domain: primary_domain, email: contact_email, package: packageName, actor };
  const template = newAccountFiles(loaded.template, wanted, facts);
  const files = new Map([...template].map(([name, value]) => [name, merged(name, value, request.body)]));
  const made = await createSet(users, username, files, {
    facts,
    findClashes: (account) => context.findClashes(account),
    dryRun: request.dryRun,
  });
  if (!made.ok) {
    if (made.reason === 'invalid') return invalidSet(made.problems, pointerInNewUser);
    if (made.reason === 'exists') return compareWithExisting(context, request, body);
    if (made.reason === 'busy') return problemReply('busy', made.why, 'send the request again');
    return problemReply('failed', made.why, 'see the users folder and the disk of the host');
  }
  const { revision, account } = made.account;
  const headers = { etag: etagOf(revision), location: `/v1/users/${username}` };
  if (request.dryRun) {
    const plan = await context.plan(made.account);
    const value: DryRunAnswer = {
      username,
      dry_run: true,
      if_match: null,
      revision,
      changed: [...made.written],
      plan,
    };
    return { ok: true, status: 200, value, headers: {} };
  }
  const operation = 'CreateUserFS';
  context.record({ operation, username, caller: request.caller, revision, files: made.written });
  const { uid, gid } = account;
  const changed = [...made.written];
  return answerWritten(context, request, { username, uid, gid, revision, changed, headers, status: 201 });
}

/** The parts of the request, merged into what the package gives. */
function merged(fileName: string, value: object, body: JsonObject): object {
  const name = PARTS.find((part) => `${part}.json` === fileName);
  const patch = name === undefined ? undefined : partOf(body, name);
  if (name === undefined || patch === undefined) return value;
  const text = JSON.stringify(value);
  const now: JsonValue = JSON.parse(text);
  const after: unknown = JSON.parse(editJson(text, patchEdits(name, isJsonObject(now) ? now : {}, patch)));
  return isJsonObject(after) ? after : value;
}

/** The request again: it asks for nothing that the set does not say already. Anything else is another account. */
function compareWithExisting(
  context: AgentContext,
  request: AgentRequest,
  { username, primary_domain, contact_email, package: named }: Body,
): Promise<AgentReply> | AgentReply {
  const read = context.users.read(username);
  const texts =
    read.state === 'read'
      ? new Map([...read.files].map(([name, bytes]) => [name, decode(bytes)]))
      : undefined;
  const current = texts === undefined ? undefined : setValues(texts);
  const another = problemReply(
    'account-exists',
    `there is another account ${username}`,
    'choose another username',
  );
  if (!current?.ok) return another;
  const { files, revision } = current.values;
  const now = files['account.json'];
  const isSame =
    now.primary_domain === primary_domain &&
    now.contact_email === contact_email &&
    now.package === (named ?? DEFAULT_PACKAGE) &&
    PARTS.every((name) => {
      const patch = partOf(request.body, name);
      return patch === undefined || patchEdits(name, files[`${name}.json`], patch).length === 0;
    });
  if (!isSame) return another;
  const { uid, gid } = now;
  if (typeof uid !== 'number' || typeof gid !== 'number') return another;
  const headers = { etag: etagOf(revision), location: `/v1/users/${username}` };
  return answerWritten(context, request, { username, uid, gid, revision, changed: [], headers, status: 200 });
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

const GIVEN: Readonly<Record<string, keyof Body>> = {
  username: 'username',
  primary_domain: 'primary_domain',
  contact_email: 'contact_email',
  package: 'package',
};

/** What the request names at its top is not said differently inside; ids are given out by the daemon. */
function refuseGivenIdentity(account: JsonObject | undefined, body: Body) {
  const findings = Object.entries(account ?? {}).flatMap(([key, value]) => {
    if (key === 'uid' || key === 'gid')
      return [findingAt(['account', key], 'is given out by the daemon', 'leave it out')];
    const top = GIVEN[key];
    return top === undefined || value === body[top]
      ? []
      : [findingAt(['account', key], 'is said at the top of the request', `leave it out; ${top} says it`)];
  });
  return findings.length === 0 ? undefined : invalidRequest(findings);
}

const TOP_OF: Readonly<Record<string, string>> = {
  'account.json/username': '/username',
  'account.json/primary_domain': '/primary_domain',
  'account.json/contact_email': '/contact_email',
  'account.json/package': '/package',
  'domains.json/primary': '/primary_domain',
};

function pointerInNewUser(file: RevisionFile | string, pointer: string): string {
  return TOP_OF[`${file}${pointer}`] ?? pointerInBody(file, pointer);
}
