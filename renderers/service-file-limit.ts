import { OPEN_FILES } from '../src/model/open-files.ts';
import { header } from './header.ts';

/** A drop-in for the unit of a service that opens files for every account. */
export function renderFileLimit(): string {
  return `${header('#', 'for all accounts')}
[Service]
LimitNOFILE=${OPEN_FILES}
`;
}
