import type { HomeState } from '../../src/host/homes.ts';
import type { HostReader } from '../../src/host/host.ts';
import type { Observe } from '../controller.ts';
import type { DesiredHome } from './desired.ts';

export async function observeHomes(
  host: HostReader,
  wanted: ReadonlyMap<string, DesiredHome>,
): Promise<Observe<HomeState>> {
  const usernames = [...wanted.keys()];
  const states = await host.homes.observe(
    [...wanted.values()].map(({ path, folders, searchUser, logDir }) => ({
      path,
      logDir,
      searchUser,
      folders: folders.map((folder) => folder.path),
    })),
  );
  const byUsername = new Map(usernames.map((username, index) => [username, states[index]]));
  return (username) => {
    const state = byUsername.get(username);
    if (state === undefined) throw new TypeError(`the home of ${username} was not observed`);
    return state;
  };
}
