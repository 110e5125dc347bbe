import type { CommandGroup } from '../command-line/command.ts';
import { listCertificates } from './certificate/list.ts';
import { renewCertificates } from './certificate/renew.ts';

export const certificate: CommandGroup = {
  name: 'certificate',
  summary: 'list and renew the certificates of sites',
  description:
    'A site gets its certificate by itself where "acme" is set, and is renewed when the authority wants it to be.',
  commands: [listCertificates, renewCertificates],
};
