/**
 * How many files a service may have open that opens some for every account: two logs each for nginx, a socket each
 * for PHP-FPM. systemd gives a service 1,024, which some hundred accounts use up.
 */
export const OPEN_FILES = 524_288;
