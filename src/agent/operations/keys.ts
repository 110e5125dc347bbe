import { z } from 'zod';
import { fingerprintOfKey } from '../../model/values/key-fingerprint.ts';
import { PublicKey } from '../../model/values/public-key.ts';
import { changeAccount } from '../change-account.ts';
import { problemReply } from '../problem-document.ts';
import { findingAt, invalidRequest } from '../request-body.ts';
import { changeOperation } from './change-operation.ts';
import { editsOfList, listIn } from './list-edits.ts';

const Body = z
  .strictObject({ key: PublicKey.meta({ description: 'One whole line of a .pub file.' }) })
  .meta({ id: 'NewKey' });

const FILE = 'ssh.json';
const LIST = 'authorized_keys';

export const putKey = changeOperation({
  operationId: 'PutKey',
  method: 'PUT',
  path: '/v1/users/{username}/keys/{fingerprint}',
  summary: 'Add an SSH key, or change the options and the comment of the one that is there',
  description: 'The fingerprint is as ssh-keygen -l shows it, `SHA256:` and base64, percent-encoded.',
  body: Body,
  handle(context, request) {
    const { fingerprint = '' } = request.params;
    const { key } = Body.parse(request.body);
    const actual = fingerprintOfKey(key);
    if (actual !== fingerprint)
      return Promise.resolve(
        invalidRequest([findingAt(['key'], `has the fingerprint ${actual}`, 'name that in the path')]),
      );
    return changeAccount(context, request, {
      operation: 'PutKey',
      action: 'put_key',
      requestPointer: (_, pointer) => (pointer.startsWith(`/${LIST}`) ? '/key' : ''),
      edits({ files }) {
        const keys = listIn(files[FILE], LIST);
        const index = keys.findIndex((each) => fingerprintOfKey(each) === fingerprint);
        if (keys[index] === key) return [];
        return [{ file: FILE, path: [LIST, index < 0 ? keys.length : index], value: key }];
      },
    });
  },
});

export const deleteKey = changeOperation({
  operationId: 'DeleteKey',
  method: 'DELETE',
  path: '/v1/users/{username}/keys/{fingerprint}',
  summary: 'Take an SSH key away',
  body: undefined,
  handle: (context, request) =>
    changeAccount(context, request, {
      operation: 'DeleteKey',
      action: 'delete_key',
      edits({ files }) {
        const { fingerprint = '' } = request.params;
        const keys = listIn(files[FILE], LIST);
        const after = keys.filter((each) => fingerprintOfKey(each) !== fingerprint);
        return after.length === keys.length
          ? problemReply('not-found', `the account has no key ${fingerprint}`, 'see its ssh.json')
          : editsOfList(FILE, [LIST], after);
      },
    }),
});
