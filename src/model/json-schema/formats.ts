// The formats that our JSON Schemas name, checked by the very parsers that zod uses.

import type { Parsed } from '../parsed.ts';
import { parseSize } from '../php-directive.ts';
import { parseAbsolutePath } from '../values/absolute-path.ts';
import { parseAppName } from '../values/app-name.ts';
import { parseCommandLine } from '../values/command-line.ts';
import { parseCronSchedule } from '../values/cron-schedule.ts';
import { parseDatabaseName } from '../values/database-name.ts';
import { parseDatabasePasswordHash } from '../values/database-password-hash.ts';
import { parseDatabaseUserName } from '../values/database-user-name.ts';
import { parseAliasDomain, parseDomainName, parseSubdomainLabel } from '../values/domain-name.ts';
import { parseEmail } from '../values/email.ts';
import { parseEnvironmentName, parseEnvironmentValue } from '../values/environment.ts';
import { parseErrorStatus } from '../values/error-status.ts';
import { parseForceCommand } from '../values/force-command.ts';
import { parseFreeText } from '../values/free-text.ts';
import { parseFrontController } from '../values/front-controller.ts';
import { parseFtpAccountName } from '../values/ftp-account-name.ts';
import { parseIpAddress } from '../values/ip-address.ts';
import { parsePackageName } from '../values/package-name.ts';
import { parsePasswordHash } from '../values/password-hash.ts';
import { parseErrorReporting, parsePhpVariable, parseTimeZone } from '../values/php-settings.ts';
import { parsePhpVersion } from '../values/php-version.ts';
import { parsePoolName } from '../values/pool-name.ts';
import { parsePublicKey } from '../values/public-key.ts';
import { parseRedirectTarget } from '../values/redirect-target.ts';
import { parseHeaderName, parseHeaderValue } from '../values/response-header.ts';
import { parseRealm, parseVisitor, parseVisitorHash } from '../values/site-password.ts';
import { parseTimestamp } from '../values/timestamp.ts';
import { parseDeniedPath, parseUriPath } from '../values/uri-path.ts';
import { parseUsername } from '../values/username.ts';

/** What the names of all of them begin with. */
export const OWN_FORMAT = 'jopanel-';

export const FORMATS: Readonly<Record<string, (text: string) => Parsed<unknown>>> = {
  'jopanel-alias-domain': parseAliasDomain,
  'jopanel-app-name': parseAppName,
  'jopanel-command': parseCommandLine,
  'jopanel-cron-schedule': parseCronSchedule,
  'jopanel-database': parseDatabaseName,
  'jopanel-database-password-hash': parseDatabasePasswordHash,
  'jopanel-database-user': parseDatabaseUserName,
  'jopanel-denied-path': parseDeniedPath,
  'jopanel-domain': parseDomainName,
  'jopanel-email': parseEmail,
  'jopanel-env-name': parseEnvironmentName,
  'jopanel-env-value': parseEnvironmentValue,
  'jopanel-error-status': parseErrorStatus,
  'jopanel-force-command': parseForceCommand,
  'jopanel-ftp-account': parseFtpAccountName,
  'jopanel-front-controller': parseFrontController,
  'jopanel-header-name': parseHeaderName,
  'jopanel-header-value': parseHeaderValue,
  'jopanel-ip': parseIpAddress,
  'jopanel-package': parsePackageName,
  'jopanel-password-hash': parsePasswordHash,
  'jopanel-path': parseAbsolutePath,
  'jopanel-php-error-reporting': parseErrorReporting,
  'jopanel-php-size': parseSize,
  'jopanel-php-time-zone': parseTimeZone,
  'jopanel-php-variable': parsePhpVariable,
  'jopanel-php-version': parsePhpVersion,
  'jopanel-pool-name': parsePoolName,
  'jopanel-public-key': parsePublicKey,
  'jopanel-realm': parseRealm,
  'jopanel-redirect-target': parseRedirectTarget,
  'jopanel-shell': parseAbsolutePath,
  'jopanel-subdomain': parseSubdomainLabel,
  'jopanel-text': parseFreeText,
  'jopanel-time': parseTimestamp,
  'jopanel-uri-path': parseUriPath,
  'jopanel-username': parseUsername,
  'jopanel-visitor': parseVisitor,
  'jopanel-visitor-hash': parseVisitorHash,
};
