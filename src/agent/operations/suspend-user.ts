import { changeAccount } from '../change-account.ts';
import type { Operation } from '../operation.ts';
import { changeOperation } from './change-operation.ts';

function statusOperation(
  operationId: 'SuspendUser' | 'UnsuspendUser',
  verb: 'suspend' | 'unsuspend',
  status: 'suspended' | 'active',
  summary: string,
): Operation {
  return changeOperation({
    operationId,
    method: 'POST',
    path: `/v1/users/{username}/${verb}`,
    summary,
    body: undefined,
    handle: (context, request) =>
      changeAccount(context, request, {
        operation: operationId,
        action: `${verb}_user`,
        override: { status },
        edits: ({ files }) =>
          files['account.json'].status === status
            ? []
            : [{ file: 'account.json', path: ['status'], value: status }],
      }),
  });
}

export const suspendUser = statusOperation(
  'SuspendUser',
  'suspend',
  'suspended',
  'Switch everything off; the files of the home stay',
);
export const unsuspendUser = statusOperation(
  'UnsuspendUser',
  'unsuspend',
  'active',
  'Switch everything on again',
);
