import { z } from 'zod';
import { namedEntryOperations } from './named-entries.ts';

export const [putFtpAccount, deleteFtpAccount] = namedEntryOperations({
  id: 'FtpAccount',
  action: 'ftp_account',
  noun: 'FTP account',
  collection: 'ftp-accounts',
  list: ['ftp', 'accounts'],
  body: z.looseObject({ password_hash: z.string(), directory: z.string() }).meta({
    id: 'NewFtpAccount',
    description: 'The fields of an FTP account of services.json, but for its name.',
  }),
  example: {
    password_hash: `$6$saltsalt$${'a'.repeat(86)}`,
    directory: '/home/joko/domains/example.com',
  },
  summaries: {
    put: 'Add an FTP account, or change fields of the one that is there',
    delete: 'Take an FTP account away; its files stay',
  },
});
