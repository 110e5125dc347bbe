/** What systemd and jopaneld keep of apps for as long as the host runs. */
export const APPS_DIR = '/run/jopanel/apps';

/** The file without which nginx sends nothing to the app's port. Both names are made of letters, digits and dashes. */
export function appGatePath(username: string, app: string): string {
  return `${APPS_DIR}/${username}-${app}.open`;
}

/** The socket of an app without a port: held by systemd, reached by nginx alone, and given to the app as PORT. */
export function appSocketPath(username: string, app: string): string {
  return `${APPS_DIR}/${username}-${app}.sock`;
}
