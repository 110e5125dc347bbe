// The logins of a panel. An existing table of that name is used as it is: nothing here changes it.

export const LOGINS_TABLE = `CREATE TABLE IF NOT EXISTS users (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  host VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  username VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
  role ENUM('admin', 'reseller', 'user') NOT NULL DEFAULT 'user',
  UNIQUE KEY users_by_name (username, host)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`;

export const logins = { version: 1, tables: { users: LOGINS_TABLE } } as const;
