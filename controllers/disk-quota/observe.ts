import type { HostReader } from '../../src/host/host.ts';
import type { FolderQuotas } from '../../src/host/quotas.ts';
import type { Observe } from '../controller.ts';
import type { DesiredQuota } from './desired.ts';

const NONE: FolderQuotas = { state: 'off', why: '', remedy: '' };

export async function observeQuotas(
  host: HostReader,
  wanted: ReadonlyMap<string, DesiredQuota>,
): Promise<Observe<FolderQuotas>> {
  const found = await host.quotas.observe([...wanted.values()].map(({ home }) => home));
  return (username) => found.get(wanted.get(username)?.home ?? '') ?? NONE;
}
