import { readFile, readlink, stat } from 'node:fs/promises';
import { sha256 } from '../../model/digest.ts';
import { tryCommand } from '../commands/run-command.ts';
import { errorCode } from '../error-code.ts';
import { readKernelFile } from '../proc/kernel-file.ts';
import { ownerOf, programOf } from '../proc/process-owner.ts';
import type { ServiceProcess } from '../services.ts';

/** How the main process of a service is found: by its pid file alone, or with what systemd says of it. */
export type ServiceManager = 'systemd' | 'pid-file';

/** `auto` is systemd where it runs as the first process, which is what its own sd_booted(3) looks at. */
export async function chooseServiceManager(setting: 'auto' | ServiceManager): Promise<ServiceManager> {
  if (setting !== 'auto') return setting;
  const isBooted = await stat('/run/systemd/system').then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  return isBooted ? 'systemd' : 'pid-file';
}

/**
 * What runs the processes of accounts and of jopanel itself. `pid-file` says how the services that accounts share are found:
 * where systemd runs, the units of accounts are its all the same, or no limit would hold for them.
 */
export async function chooseUnitManager(setting: 'auto' | ServiceManager): Promise<ServiceManager> {
  return chooseServiceManager(setting === 'pid-file' ? 'auto' : setting);
}

type MainProcess = { readonly pid: number } | { readonly pid: undefined; readonly why: string };

export async function mainProcess(service: ServiceProcess, manager: ServiceManager): Promise<MainProcess> {
  const written = await readPidFile(service);
  if (manager !== 'systemd') return written;
  // Starting systemctl takes longer than all else here. It is asked where the files leave any doubt.
  const isSure = written.pid !== undefined && (await isOf(service.unit, written.pid));
  return isSure ? written : askSystemd(service.unit);
}

/** Whether the process is root's and runs in the control group of the unit, which is not masked. */
async function isOf(unit: string, pid: number): Promise<boolean> {
  const groups = (await readKernelFile(pid, 'cgroup'))?.toString('latin1') ?? '';
  // Users with a systemd of their own name the groups below their slice as they like.
  const isUnit = (group: string) => group.endsWith(`/${unit}`) && !group.includes('/user.slice/');
  if (!groups.split('\n').some(isUnit)) return false;
  const links = await Promise.all(
    ['/etc/systemd/system', '/run/systemd/system'].map((folder) =>
      readlink(`${folder}/${unit}`).catch(() => ''),
    ),
  );
  return !links.includes('/dev/null');
}

async function askSystemd(unit: string): Promise<MainProcess> {
  const shown = await tryCommand([
    'systemctl',
    'show',
    '--property=LoadState,ActiveState,MainPID',
    '--',
    unit,
  ]);
  const properties = new Map(
    shown.stdout
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  const load = properties.get('LoadState');
  const active = properties.get('ActiveState');
  const pid = Number(properties.get('MainPID'));
  if (load === 'not-found') return { pid: undefined, why: `there is no ${unit}; install it` };
  if (load === 'masked') return { pid: undefined, why: `${unit} is masked; run: systemctl unmask ${unit}` };
  if (!Number.isInteger(pid) || pid <= 0) {
    return {
      pid: undefined,
      why: `${unit} is ${active ?? 'in an unknown state'}; run: systemctl start ${unit}`,
    };
  }
  return { pid };
}

async function readPidFile(service: ServiceProcess): Promise<MainProcess> {
  const why = `${service.program} is not running (${service.pidFile})`;
  try {
    const pid = Number((await readFile(service.pidFile, 'utf8')).trim());
    if (!Number.isInteger(pid) || pid <= 1) return { pid: undefined, why };
    // Of root's: a process of any user may have got the pid of one that has ended.
    const isService = (await ownerOf(pid)) === 0 && (await programOf(pid))?.startsWith(service.program);
    const isAlive = isService === true && (await executionOf(pid)) !== undefined;
    return isAlive ? { pid } : { pid: undefined, why };
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return { pid: undefined, why };
    throw error;
  }
}

/**
 * A value that is new whenever the process has been started or has executed
 * itself again: the kernel lays out its auxiliary vector at random each time.
 * Undefined when there is no such process, or only what is left of it until its parent asks how it ended.
 */
export async function executionOf(pid: number): Promise<string | undefined> {
  try {
    const vector = await readKernelFile(pid, 'auxv');
    if (vector === undefined || vector.length === 0) return undefined;
    return sha256(vector).slice(0, 16);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return undefined;
    throw error;
  }
}
