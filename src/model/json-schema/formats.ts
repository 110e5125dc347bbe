// The formats that our JSON Schemas name, judged by the very parsers that zod uses.

import type { Judgement } from '../parsed.ts';
import { judgeAbsolutePath } from '../values/absolute-path.ts';
import { judgeAppName } from '../values/app-name.ts';
import { judgeCommandLine } from '../values/command-line.ts';
import { judgeAliasDomain, judgeDomainName, judgeSubdomainLabel } from '../values/domain-name.ts';
import { judgeEmail } from '../values/email.ts';
import { judgeEnvironmentName, judgeEnvironmentValue } from '../values/environment.ts';
import { judgeForceCommand } from '../values/force-command.ts';
import { judgeFreeText } from '../values/free-text.ts';
import { judgeIpAddress } from '../values/ip-address.ts';
import { judgePackageName } from '../values/package-name.ts';
import { judgePasswordHash } from '../values/password-hash.ts';
import { judgePhpVersion } from '../values/php-version.ts';
import { judgePoolName } from '../values/pool-name.ts';
import { judgePublicKey } from '../values/public-key.ts';
import { judgeTimestamp } from '../values/timestamp.ts';
import { judgeUsername } from '../values/username.ts';

export const FORMATS: Readonly<Record<string, (text: string) => Judgement>> = {
  'jopanel-alias-domain': judgeAliasDomain,
  'jopanel-app-name': judgeAppName,
  'jopanel-command': judgeCommandLine,
  'jopanel-domain': judgeDomainName,
  'jopanel-email': judgeEmail,
  'jopanel-env-name': judgeEnvironmentName,
  'jopanel-env-value': judgeEnvironmentValue,
  'jopanel-force-command': judgeForceCommand,
  'jopanel-ip': judgeIpAddress,
  'jopanel-package': judgePackageName,
  'jopanel-password-hash': judgePasswordHash,
  'jopanel-path': judgeAbsolutePath,
  'jopanel-php-version': judgePhpVersion,
  'jopanel-pool-name': judgePoolName,
  'jopanel-public-key': judgePublicKey,
  'jopanel-shell': judgeAbsolutePath,
  'jopanel-subdomain': judgeSubdomainLabel,
  'jopanel-text': judgeFreeText,
  'jopanel-time': judgeTimestamp,
  'jopanel-username': judgeUsername,
};
