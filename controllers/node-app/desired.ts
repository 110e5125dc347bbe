import path from 'node:path';
import {
  appEnvironmentPath,
  appSocketName,
  appStartedPath,
  appUnitName,
  renderAppEnvironment,
  renderAppSocket,
  renderAppUnit,
} from '../../renderers/node-app.ts';
import type { AppGate } from '../../src/host/app-gates.ts';
import type { Account } from '../../src/model/account.ts';
import { appGatePath } from '../../src/model/app-gate-path.ts';
import { sha256 } from '../../src/model/digest.ts';
import type { NodeApp } from '../../src/model/files/services-file.ts';
import type { Target } from '../../src/model/target.ts';

export const UNIT_DIR = '/etc/systemd/system';
export const ENVIRONMENT_DIR = path.dirname(appEnvironmentPath('a', 'a'));

export interface DesiredApp {
  readonly name: string;
  readonly unit: string;
  readonly unitPath: string;
  readonly unitText: string;
  readonly environmentPath: string;
  readonly environmentText: string;
  /** Where systemd keeps the environment file that the app was started with; it carries a digest of the unit as well. */
  readonly startedPath: string;
  /** How nginx reaches it: by a port that its account has to hold, or by a socket that systemd holds. */
  readonly gate: AppGate | undefined;
  readonly socket: AppSocket | undefined;
}

interface AppSocket {
  readonly unit: string;
  readonly path: string;
  readonly text: string;
}

/** The files that an app is made of. */
export function filesOf({ unitPath, environmentPath, socket }: DesiredApp): readonly string[] {
  return [unitPath, environmentPath, ...(socket === undefined ? [] : [socket.path])];
}

/** The apps that are to run. */
export function desiredApps(
  { account, lifecycle }: Target,
  { facts }: { readonly facts: { readonly nginx: { readonly user: string } } },
): readonly DesiredApp[] {
  const { nodejs } = account.services;
  if (lifecycle !== 'active' || !nodejs.enabled) return [];
  return nodejs.apps
    .filter(({ status }) => status === 'running')
    .map((app) => desiredApp(account, app, facts.nginx.user));
}

function desiredApp(account: Account, app: NodeApp, nginxUser: string): DesiredApp {
  const { username } = account;
  const unit = appUnitName(username, app.name);
  const unitText = renderAppUnit(account, app);
  const startedAs = digest(unitText + renderAppEnvironment(username, app, ''));
  return {
    name: app.name,
    unit,
    unitPath: `${UNIT_DIR}/${unit}`,
    unitText,
    environmentPath: appEnvironmentPath(username, app.name),
    environmentText: renderAppEnvironment(username, app, startedAs),
    startedPath: appStartedPath(username, app.name),
    gate:
      app.port === undefined
        ? undefined
        : { path: appGatePath(username, app.name), port: app.port, uid: account.account.uid },
    socket: app.port === undefined ? appSocket(account, app, nginxUser) : undefined,
  };
}

function appSocket(account: Account, app: NodeApp, nginxUser: string): AppSocket {
  const unit = appSocketName(account.username, app.name);
  return { unit, path: `${UNIT_DIR}/${unit}`, text: renderAppSocket(account, app, nginxUser) };
}

function digest(text: string): string {
  return sha256(text).slice(0, 16);
}
