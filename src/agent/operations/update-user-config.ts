import { z } from 'zod';
import type { SetEdit } from '../../desired/write-set.ts';
import { WrittenAnswer } from '../answers.ts';
import { changeAccount, pointerInBody } from '../change-account.ts';
import { type Operation, PATCH_TYPES } from '../operation.ts';
import { PARTS, PATCH_PARTS, partOf, patchEdits, refuseOtherIdentity } from './set-body.ts';

const Body = z
  .strictObject({
    ...PATCH_PARTS,
    meta: z
      .strictObject({ notes: z.string().max(65_536) })
      .optional()
      .meta({ description: 'Notes for people.' }),
  })
  .meta({ id: 'ConfigPatch' });

export const updateUserConfig: Operation = {
  operationId: 'UpdateUserConfig',
  method: 'PATCH',
  path: '/v1/users/{username}',
  summary: 'Change parts of a set by a JSON Merge Patch',
  description:
    'Order, formatting and `x_` keys of the files survive. A required key that may be null is set to null.',
  body: Body,
  example: { limits: { disk_quota_mb: 20480 } },
  mediaTypes: PATCH_TYPES,
  ifMatch: 'optional',
  answer: WrittenAnswer,
  statuses: [200, 202],
  handle: (context, request) =>
    changeAccount(context, request, {
      operation: 'UpdateUserConfig',
      action: 'update_user',
      requestPointer: pointerInBody,
      edits(current) {
        const { body } = request;
        const refusal = refuseOtherIdentity(current, partOf(body, 'account'));
        if (refusal !== undefined) return refusal;
        const edits: SetEdit[] = PARTS.flatMap((name) => {
          const patch = partOf(body, name);
          return patch === undefined ? [] : patchEdits(name, current.files[`${name}.json`], patch);
        });
        const { meta } = Body.parse(body);
        if (meta !== undefined && current.files['meta.json'].notes !== meta.notes)
          edits.push({ file: 'meta.json', path: ['notes'], value: meta.notes });
        return edits;
      },
    }),
};
