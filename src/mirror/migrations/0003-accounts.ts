// The searchable tables, and the cursor of each host. All of them can be rebuilt from the journals.

const HOSTS = `CREATE TABLE IF NOT EXISTS mirror_hosts (
  host VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  journal CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  rows_version INT UNSIGNED NOT NULL,
  accounts_through BIGINT UNSIGNED NULL,
  audit_through BIGINT UNSIGNED NOT NULL,
  audit_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  written_at DATETIME(3) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`;

const ACCOUNTS = `CREATE TABLE IF NOT EXISTS mirror_accounts (
  host VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  username VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  status VARCHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  package VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  primary_domain VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  contact_email VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  phase VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  desired_revision CHAR(71) CHARACTER SET ascii COLLATE ascii_bin NULL,
  applied_revision CHAR(71) CHARACTER SET ascii COLLATE ascii_bin NULL,
  created_at DATETIME(3) NULL,
  updated_at DATETIME(3) NULL,
  applied_at DATETIME(3) NULL,
  vanished_at DATETIME(3) NULL,
  retired_at DATETIME(3) NULL,
  words MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  trigrams MEDIUMTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (host, username),
  KEY mirror_accounts_by_username (username),
  KEY mirror_accounts_by_primary_domain (primary_domain),
  KEY mirror_accounts_by_contact_email (contact_email),
  KEY mirror_accounts_by_package (package),
  KEY mirror_accounts_by_phase (phase),
  FULLTEXT KEY mirror_accounts_by_trigrams (trigrams)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`;

const DOMAINS = `CREATE TABLE IF NOT EXISTS mirror_domains (
  host VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  username VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  domain VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  PRIMARY KEY (host, username, domain),
  KEY mirror_domains_by_domain (domain)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`;

export const accounts = {
  version: 3,
  tables: { mirror_hosts: HOSTS, mirror_accounts: ACCOUNTS, mirror_domains: DOMAINS },
} as const;
