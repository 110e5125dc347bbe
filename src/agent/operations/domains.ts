import { z } from 'zod';
import type { SetEdit } from '../../desired/write-set.ts';
import type { JsonObject } from '../../model/json/json-value.ts';
import { isJsonObject } from '../../model/json/json-value.ts';
import { AbsolutePath } from '../../model/values/absolute-path.ts';
import { DomainName } from '../../model/values/domain-name.ts';
import { changeAccount } from '../change-account.ts';
import { problemReply } from '../problem-document.ts';
import { findingAt, invalidRequest } from '../request-body.ts';
import type { SetValues } from '../set-values.ts';
import { changeOperation } from './change-operation.ts';
import { editsOfList, listIn } from './list-edits.ts';

const Body = z
  .strictObject({
    kind: z.enum(['addon', 'subdomain', 'alias']).optional().meta({
      description: 'Default: subdomain where the name lies below a name of the account, else addon.',
    }),
    docroot: AbsolutePath.optional().meta({
      description: 'Below the home; default `<home_dir>/domains/<name>/public_html`. An alias has none.',
    }),
  })
  .meta({ id: 'NewDomain' });

const FILE = 'domains.json';

export const putDomain = changeOperation({
  operationId: 'PutDomain',
  method: 'PUT',
  path: '/v1/users/{username}/domains/{name}',
  summary: 'Add a domain name to the account, or change its document root',
  body: Body,
  example: { kind: 'addon' },
  handle(context, request) {
    const { name = '' } = request.params;
    const parsed = DomainName.safeParse(name);
    if (!parsed.success) return Promise.resolve(invalidName(name));
    return changeAccount(context, request, {
      operation: 'PutDomain',
      action: 'put_domain',
      requestPointer: (_, pointer) => (pointer.endsWith('/docroot') ? '/docroot' : ''),
      edits(current) {
        const { kind, docroot } = Body.parse(request.body);
        const held = findDomain(current, name);
        if (held?.list === 'primary')
          return invalidRequest([
            findingAt([], `${name} is the primary domain`, 'change primary by UpdateUserConfig'),
          ]);
        const { primary, home } = namesOf(current);
        const parent = [primary, ...addonNames(current)]
          .filter((each) => name.endsWith(`.${each}`))
          .sort(longer)[0];
        const list = held?.list ?? listFor(kind, parent);
        if (kind !== undefined && list !== LIST_OF[kind])
          return invalidRequest([
            findingAt(['kind'], `is ${kind}, and ${name} is there as another kind`, 'remove the name first'),
          ]);
        if (list === 'alias_domains') return held ? [] : add(current, list, name);
        const root = docroot ?? held?.docroot ?? `${home}/domains/${name}/public_html`;
        if (list === 'addon_domains') return put(current, list, held?.index, { domain: name, docroot: root });
        if (parent === undefined)
          return invalidRequest([
            findingAt([], `${name} is below no domain of the account`, 'use kind addon'),
          ]);
        const subdomain = name.slice(0, -parent.length - 1);
        return put(current, list, held?.index, { subdomain, parent, docroot: root });
      },
    });
  },
});

export const deleteDomain = changeOperation({
  operationId: 'DeleteDomain',
  method: 'DELETE',
  path: '/v1/users/{username}/domains/{name}',
  summary: 'Take a domain name away from the account; its files stay',
  body: undefined,
  handle: (context, request) =>
    changeAccount(context, request, {
      operation: 'DeleteDomain',
      action: 'delete_domain',
      edits(current) {
        const { name = '' } = request.params;
        const held = findDomain(current, name);
        if (held === undefined)
          return problemReply('not-found', `the account has no domain ${name}`, 'see its domains.json');
        if (held.list === 'primary')
          return invalidRequest([
            findingAt([], `${name} is the primary domain`, 'an account always has one'),
          ]);
        const after = listIn(current.files[FILE], held.list).filter((_, index) => index !== held.index);
        return editsOfList(FILE, [held.list], after);
      },
    }),
});

const LIST_OF = { addon: 'addon_domains', subdomain: 'subdomains', alias: 'alias_domains' } as const;
type DomainList = (typeof LIST_OF)[keyof typeof LIST_OF];

function listFor(kind: keyof typeof LIST_OF | undefined, parent: string | undefined): DomainList {
  if (kind !== undefined) return LIST_OF[kind];
  return parent === undefined ? 'addon_domains' : 'subdomains';
}

interface Held {
  readonly list: DomainList | 'primary';
  readonly index: number;
  readonly docroot: string | undefined;
}

function findDomain(
  { files }: SetValues,
  name: string,
): (Held & { readonly list: DomainList | 'primary' }) | undefined {
  const domains = files[FILE];
  if (domains.primary === name) return { list: 'primary', index: 0, docroot: undefined };
  for (const list of Object.values(LIST_OF)) {
    const entries = listIn(domains, list);
    const index = entries.findIndex((entry) => nameOf(entry) === name);
    const entry = entries[index];
    if (index >= 0)
      return { list, index, docroot: isJsonObject(entry) ? textOf(entry, 'docroot') : undefined };
  }
  return undefined;
}

function nameOf(entry: unknown): string | undefined {
  if (typeof entry === 'string') return entry;
  if (!isJsonObject(entry)) return undefined;
  const { domain, subdomain, parent } = entry;
  return typeof domain === 'string' ? domain : `${String(subdomain)}.${String(parent)}`;
}

function textOf(entry: JsonObject, key: string): string | undefined {
  const value = entry[key];
  return typeof value === 'string' ? value : undefined;
}

function namesOf({ files }: SetValues): { readonly primary: string; readonly home: string } {
  return {
    primary: textOf(files[FILE], 'primary') ?? '',
    home: textOf(files['account.json'], 'home_dir') ?? '',
  };
}

function addonNames({ files }: SetValues): string[] {
  return listIn(files[FILE], 'addon_domains').flatMap((entry) => nameOf(entry) ?? []);
}

function longer(a: string, b: string): number {
  return b.length - a.length;
}

function put(current: SetValues, list: DomainList, index: number | undefined, entry: JsonObject): SetEdit[] {
  if (index === undefined) return add(current, list, entry);
  const now = listIn(current.files[FILE], list)[index];
  // Keys of the operator's own stay in the entry.
  const after = isJsonObject(now) ? { ...now, ...entry } : entry;
  return JSON.stringify(now) === JSON.stringify(after)
    ? []
    : [{ file: FILE, path: [list, index], value: after }];
}

function add({ files }: SetValues, list: DomainList, entry: JsonObject | string): SetEdit[] {
  return [{ file: FILE, path: [list, listIn(files[FILE], list).length], value: entry }];
}

function invalidName(name: string) {
  return invalidRequest([
    findingAt([], `${JSON.stringify(name)} is not a domain name`, 'use one such as example.com'),
  ]);
}
