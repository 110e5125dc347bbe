import { z } from 'zod';
import { PasswordHash } from '../../model/values/password-hash.ts';
import { changeAccount, pointerInBody } from '../change-account.ts';
import { findingAt, invalidRequest } from '../request-body.ts';
import { changeOperation } from './change-operation.ts';

const SHORTEST = 8;
const LONGEST = 512;

const Body = z
  .strictObject({
    password: z
      .string()
      .optional()
      .meta({
        description: `In plain, ${SHORTEST} to ${LONGEST} characters; hashed with yescrypt before it is written anywhere.`,
      }),
    password_hash: PasswordHash.nullable().optional().meta({
      description: 'A crypt(5) hash that the caller made; null: no password, keys go on working.',
    }),
  })
  .meta({ id: 'NewPassword' });

export const setPassword = changeOperation({
  operationId: 'SetPassword',
  method: 'POST',
  path: '/v1/users/{username}/password',
  summary: 'Set or remove the password of the Linux user',
  body: Body,
  example: { password: 'correct horse battery staple' },
  async handle(context, request) {
    const { password, password_hash } = Body.parse(request.body);
    if ((password === undefined) === (password_hash === undefined))
      return invalidRequest([
        findingAt([], 'has not exactly one of password and password_hash', 'send one of the two'),
      ]);
    if (password !== undefined && (password.length < SHORTEST || password.length > LONGEST))
      return invalidRequest([
        findingAt(['password'], `has ${password.length} characters`, `use ${SHORTEST} to ${LONGEST}`),
      ]);
    // A line break would end the password where it is hashed, and no login prompt can give one.
    if (password !== undefined && /[\0\r\n]/.test(password))
      return invalidRequest([findingAt(['password'], 'has a line break or a NUL', 'leave it out')]);
    const hash = password === undefined ? password_hash : await context.hashPassword(password);
    return changeAccount(context, request, {
      operation: 'SetPassword',
      action: 'passwd_user',
      override: { password_hash: hash ? PasswordHash.parse(hash) : null },
      requestPointer: pointerInBody,
      edits: ({ files }) =>
        hash === null && files['account.json'].password_hash === undefined
          ? []
          : [{ file: 'account.json', path: ['password_hash'], value: hash ?? undefined }],
    });
  },
});
