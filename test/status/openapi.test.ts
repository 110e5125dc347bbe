// The description of the socket names every operation and every shared schema once.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { describeApi } from '../../src/status/openapi.ts';
import { ALL_ROUTES } from '../../src/status/routes/all-routes.ts';
import { serve } from './serve.ts';

const Operation = z.looseObject({
  operationId: z.string(),
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.string(), schema: z.looseObject({}) }))
    .optional(),
  responses: z.record(z.string(), z.looseObject({ content: z.record(z.string(), z.unknown()).optional() })),
});
const Api = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.object({ get: Operation })),
  components: z.object({ schemas: z.record(z.string(), z.looseObject({})) }),
});

const api = Api.parse(describeApi(ALL_ROUTES, '1.2.3'));
const text = JSON.stringify(api);

test('the socket serves its own description', async () => {
  const { json } = await (await serve()).get('/openapi.json');
  expect(json).toEqual(JSON.parse(JSON.stringify(describeApi(ALL_ROUTES, '1.2.3'))));
});

test('every path is described', () => {
  const paths = [...ALL_ROUTES.map(({ path }) => path), '/metrics', '/openapi.json'];
  expect(Object.keys(api.paths).sort()).toEqual(paths.sort());
});

test('every operation has a name of its own, and those of the contract have the names of the contract', () => {
  const ids = Object.values(api.paths).map(({ get }) => get.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(['ListUsers', 'SearchUsers', 'GetConfig', 'GetStats']));
});

test('shared shapes are named schemas, every reference has its schema, and every schema is referred to', () => {
  const named = Object.keys(api.components.schemas);
  expect(named).toEqual(expect.arrayContaining(['Account', 'Problem', 'Plan', 'Event', 'Status', 'Error']));
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  expect([...new Set(references)].sort()).toEqual(named.sort());
  expect(text.match(/"primary_domain":/g)).toHaveLength(1);
});

test('only routes that follow the journal offer an event stream', () => {
  const streams = Object.entries(api.paths).filter(
    ([, { get }]) => get.responses['200']?.content?.['text/event-stream'] !== undefined,
  );
  expect(streams.map(([path]) => path)).toEqual(['/v1/users/{username}/events', '/v1/events']);
});

test('a number in the query is an integer with its bounds and its default', () => {
  const limit = api.paths['/v1/users']?.get.parameters?.find(({ name }) => name === 'limit');
  expect(limit).toMatchObject({
    in: 'query',
    schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
  });
  expect(limit?.schema).not.toHaveProperty('pattern');
});
