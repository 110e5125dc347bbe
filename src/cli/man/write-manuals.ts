// `npm run man` writes the manual pages into docs/man.

import { writePlainFile } from '../../host/files/write-plain-file.ts';
import { manuals } from './manuals.ts';

for (const [name, page] of await manuals()) writePlainFile(`docs/man/${name}`, page);
