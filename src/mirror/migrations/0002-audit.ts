// The audit log. A journal that was lost and recreated counts from 1 again, and one that was restored from a copy
// diverges. Both keep their entries, which is why the journal and the hash are part of the key.

const TABLE = `CREATE TABLE IF NOT EXISTS audit_logs (
  host VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  journal CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  sequence BIGINT UNSIGNED NOT NULL,
  time DATETIME(3) NOT NULL,
  account VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  actor VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  action VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  detail LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (host, journal, sequence, hash),
  KEY audit_logs_by_account (account, time),
  KEY audit_logs_by_time (time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`;

export const audit = { version: 2, tables: { audit_logs: TABLE } } as const;
