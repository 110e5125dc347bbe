// `npm run openapi`: writes the descriptions of the sockets into docs/openapi.

import { writePlainFile } from '../../host/files/write-plain-file.ts';
import { descriptions } from './descriptions.ts';

for (const [name, text] of descriptions()) writePlainFile(`docs/openapi/${name}`, text);
