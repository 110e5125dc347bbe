import { z } from 'zod';
import { isJsonObject, type JsonValue } from '../../model/json/json-value.ts';
import { WrittenAnswer } from '../answers.ts';
import { changeAccount } from '../change-account.ts';
import { JSON_TYPES, type Operation } from '../operation.ts';
import { problem } from '../problem-document.ts';
import { editsOfList, listIn } from './list-edits.ts';

/** The model checks the fields, so that a new one needs no second schema here. */
const Body = z
  .looseObject({ root: z.string(), start_command: z.string() })
  .meta({ id: 'NewApp', description: 'The fields of an app of services.json, but for its name.' });

const FILE = 'services.json';
const LIST = ['nodejs', 'apps'] as const;

export const putApp: Operation = {
  operationId: 'PutApp',
  method: 'PUT',
  path: '/v1/users/{username}/apps/{name}',
  summary: 'Add a Node app, or change fields of the one that is there',
  body: Body,
  example: {
    root: '/home/joko/apps/shop',
    start_command: 'node server.js',
    port: 3000,
    env: {},
    status: 'running',
  },
  mediaTypes: JSON_TYPES,
  ifMatch: 'optional',
  answer: WrittenAnswer,
  statuses: [200, 202],
  handle: (context, request) =>
    changeAccount(context, request, {
      operation: 'PutApp',
      action: 'put_app',
      requestPointer: (_, pointer) => /^\/nodejs\/apps\/\d+(\/.*)$/.exec(pointer)?.[1] ?? '',
      edits({ files }) {
        const { name = '' } = request.params;
        const apps = listIn(files[FILE], ...LIST);
        const index = apps.findIndex((app) => isNamed(app, name));
        const now = apps[index];
        const defaults = { name, env: {}, status: 'running' };
        const after = { ...(isJsonObject(now) ? now : defaults), ...request.body, name };
        if (JSON.stringify(now) === JSON.stringify(after)) return [];
        return [{ file: FILE, path: [...LIST, index < 0 ? apps.length : index], value: after }];
      },
    }),
};

export const deleteApp: Operation = {
  operationId: 'DeleteApp',
  method: 'DELETE',
  path: '/v1/users/{username}/apps/{name}',
  summary: 'Take a Node app away; its files stay',
  body: undefined,
  mediaTypes: JSON_TYPES,
  ifMatch: 'optional',
  answer: WrittenAnswer,
  statuses: [200, 202],
  handle: (context, request) =>
    changeAccount(context, request, {
      operation: 'DeleteApp',
      action: 'delete_app',
      edits({ files }) {
        const { name = '' } = request.params;
        const apps = listIn(files[FILE], ...LIST);
        const after = apps.filter((app) => !isNamed(app, name));
        return after.length === apps.length
          ? problem('not-found', `the account has no app ${name}`, 'see its services.json')
          : editsOfList(FILE, LIST, after);
      },
    }),
};

function isNamed(app: JsonValue, name: string): boolean {
  return isJsonObject(app) && app.name === name;
}
