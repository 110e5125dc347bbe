import { z } from 'zod';
import { WrittenAnswer } from '../answers.ts';
import { changeAccount, pointerInBody } from '../change-account.ts';
import { replacementEdits } from '../merge-patch.ts';
import { JSON_TYPES, type Operation } from '../operation.ts';
import { PARTS, partOf, refuseOtherIdentity, WHOLE_PARTS } from './set-body.ts';

export const replaceUserConfig: Operation = {
  operationId: 'ReplaceUserConfig',
  method: 'PUT',
  path: '/v1/users/{username}/config',
  summary: 'Write all five files of a set',
  description:
    'Keys that the request does not have are removed. `If-Match` names the revision that is replaced.',
  body: z.strictObject(WHOLE_PARTS).meta({ id: 'WholeConfig' }),
  mediaTypes: JSON_TYPES,
  ifMatch: 'required',
  answer: WrittenAnswer,
  statuses: [200, 202],
  handle: (context, request) =>
    changeAccount(context, request, {
      operation: 'ReplaceUserConfig',
      action: 'replace_user',
      requestPointer: pointerInBody,
      edits: (current) =>
        refuseOtherIdentity(current, partOf(request.body, 'account')) ??
        PARTS.flatMap((name) => {
          const file = `${name}.json` as const;
          const wanted = partOf(request.body, name) ?? {};
          return replacementEdits(current.files[file], wanted).map((edit) => ({ ...edit, file }));
        }),
    }),
};
