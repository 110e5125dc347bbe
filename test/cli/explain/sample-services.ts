// What services.json of the account anna asks for in several tests.

export const HASH = `$6$salt$${'a'.repeat(86)}`;
export const HOME = '/home/anna';

/** @param right of the database user, on the one database */
export function ftpAndDatabases(right: 'read_only' | 'read_write') {
  return {
    ftp: { enabled: true, accounts: [{ name: 'anna_dev', password_hash: HASH, directory: `${HOME}/dev` }] },
    mariadb: {
      enabled: true,
      databases: [{ name: 'anna_shop' }],
      users: [
        {
          name: 'anna_wp',
          password_hash: `*${'6C8989366E'.repeat(4)}`,
          databases: { anna_shop: right },
        },
      ],
    },
  };
}
