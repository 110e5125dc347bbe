import { z } from 'zod';
import { namedEntryOperations } from './named-entries.ts';

export const [putApp, deleteApp] = namedEntryOperations({
  id: 'App',
  action: 'app',
  noun: 'app',
  collection: 'apps',
  list: ['nodejs', 'apps'],
  body: z
    .looseObject({ root: z.string(), start_command: z.string() })
    .meta({ id: 'NewApp', description: 'The fields of an app of services.json, but for its name.' }),
  example: {
    root: '/home/joko/apps/shop',
    start_command: 'node server.js',
    port: 3000,
    env: {},
    status: 'running',
  },
  defaults: { env: {}, status: 'running' },
  summaries: {
    put: 'Add a Node app, or change fields of the one that is there',
    delete: 'Take a Node app away; its files stay',
  },
});
