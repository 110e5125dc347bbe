// The two operations on one entry of a list of services.json, which is known by its name: put it in or change it, and
// take it out. Two callers may change two entries of one list at once.

import type { z } from 'zod';
import type { SetEdit } from '../../desired/write-set.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json/json-value.ts';
import { changeAccount } from '../change-account.ts';
import type { Operation } from '../operation.ts';
import { problemReply } from '../problem-document.ts';
import { changeOperation } from './change-operation.ts';
import { editsOfList, listIn } from './list-edits.ts';

const FILE = 'services.json';

interface NamedEntries {
  /** As operations are named for it, such as `App` for `PutApp`; and in `meta.json`'s audit, such as `app`. */
  readonly id: string;
  readonly action: string;
  /** In a sentence, such as `Node app`. */
  readonly noun: string;
  /** The last but one part of the path, such as `apps`. */
  readonly collection: string;
  /** Where the list is, such as `nodejs` and `apps`. */
  readonly list: readonly [string, string];
  /** The fields of an entry but for its name. The model checks them, so that a new field needs no second schema. */
  readonly body: z.ZodObject;
  readonly example: JsonObject;
  /** Fields of a new entry that a caller may leave out. */
  readonly defaults?: JsonObject;
  /** Whether the service that holds the list may be missing from the file, and is switched on when it gets an entry. */
  readonly isOptional?: boolean;
  /** What else of the file goes with an entry. */
  referringTo?(services: JsonObject, name: string): readonly SetEdit[];
  readonly summaries: { readonly put: string; readonly delete: string };
}

export function namedEntryOperations(entries: NamedEntries): readonly [Operation, Operation] {
  const { id, action, noun, collection, list, summaries } = entries;
  const inList = new RegExp(`^/${list.join('/')}/\\d+(/.*)$`);
  const path = `/v1/users/{username}/${collection}/{name}`;
  const put = changeOperation({
    path,
    operationId: `Put${id}`,
    method: 'PUT',
    summary: summaries.put,
    body: entries.body,
    example: entries.example,
    handle: (context, request) =>
      changeAccount(context, request, {
        operation: `Put${id}`,
        action: `put_${action}`,
        requestPointer: (_, pointer) => inList.exec(pointer)?.[1] ?? '',
        edits({ files }) {
          const { name = '' } = request.params;
          const there = listIn(files[FILE], ...list);
          const index = there.findIndex((entry) => isNamed(entry, name));
          const now = there[index];
          const before = isJsonObject(now) ? now : { name, ...entries.defaults };
          const after = { ...before, ...request.body, name };
          if (JSON.stringify(now) === JSON.stringify(after)) return [];
          return [
            ...(entries.isOptional === true ? enabling(files[FILE], list[0]) : []),
            { file: FILE, path: [...list, index < 0 ? there.length : index], value: after },
          ];
        },
      }),
  });
  const remove = changeOperation({
    path,
    operationId: `Delete${id}`,
    method: 'DELETE',
    summary: summaries.delete,
    body: undefined,
    handle: (context, request) =>
      changeAccount(context, request, {
        operation: `Delete${id}`,
        action: `delete_${action}`,
        edits({ files }) {
          const { name = '' } = request.params;
          const there = listIn(files[FILE], ...list);
          const after = there.filter((entry) => !isNamed(entry, name));
          return after.length === there.length
            ? problemReply('not-found', `the account has no ${noun} ${name}`, `see its ${FILE}`)
            : [...(entries.referringTo?.(files[FILE], name) ?? []), ...editsOfList(FILE, list, after)];
        },
      }),
  });
  return [put, remove];
}

function enabling(services: JsonObject, service: string): SetEdit[] {
  if (Object.hasOwn(services, service)) return [];
  return [{ file: FILE, path: [service, 'enabled'], value: true }];
}

function isNamed(entry: JsonValue, name: string): boolean {
  return isJsonObject(entry) && entry.name === name;
}
