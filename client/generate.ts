// `npm run openapi` at the top: writes the types of the client, out of the description of the agent socket.

import { readFileSync, writeFileSync } from 'node:fs';
import { typescriptTypes } from './typescript-types.ts';

const source = new URL('../docs/openapi/agent.json', import.meta.url);
const target = new URL('generated/agent.ts', import.meta.url);
writeFileSync(target, await typescriptTypes(readFileSync(source, 'utf8')));
