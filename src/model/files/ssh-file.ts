// ssh.json: how the account may log in.

import { z } from 'zod';
import { AbsolutePath } from '../values/absolute-path.ts';
import { ForceCommand } from '../values/force-command.ts';
import { PublicKey } from '../values/public-key.ts';
import { SchemaVersion } from './schema-version.ts';

const SshMode = z.enum(['sftp_chroot', 'sftp', 'shell']).meta({
  title: 'Mode',
  description: 'Files only and locked into the home; files only; or a shell.',
});

export const SshFile = z
  .strictObject({
    schema_version: SchemaVersion,
    enabled: z.boolean().meta({ title: 'SSH and SFTP', description: 'false: no login at all.' }),
    mode: SshMode,
    authorized_keys: z
      .array(PublicKey)
      .max(1000)
      .meta({ title: 'Authorized keys', description: 'Who may log in without a password.' }),
    force_command: ForceCommand.nullable().meta({
      title: 'Forced command',
      description: 'null: what the mode says.',
    }),
    chroot_dir: AbsolutePath.nullable().meta({
      title: 'Chroot',
      description: 'The home in sftp_chroot mode, else null.',
    }),
    allow_port_forwarding: z.boolean().meta({
      title: 'Port forwarding',
      description: 'Tunnels through this host, as ssh -L and -R ask for.',
    }),
    allow_agent_forwarding: z.boolean().meta({
      title: 'Agent forwarding',
      description: "Use of the client's own keys from here, as ssh -A asks for.",
    }),
    allow_x11_forwarding: z.boolean().meta({
      title: 'X11 forwarding',
      description: 'Windows of programs here on the client, as ssh -X asks for.',
    }),
  })
  .meta({ title: 'ssh.json', description: 'SSH policy of a hosting account.' });
export type SshFile = z.infer<typeof SshFile>;
