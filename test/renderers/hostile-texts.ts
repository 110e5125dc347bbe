// What an attacker would write into a set to get a line of their own into a service's configuration.

/** `jopanel_canary` is no directive of any service: where it becomes one, the service refuses the file. */
export const HOSTILE_TEXTS: readonly string[] = [
  'x; jopanel_canary on; #',
  'x;\njopanel_canary on;\n#',
  'x\njopanel_canary = 1\n',
  'x\r\njopanel_canary = 1\r\n',
  '"; jopanel_canary on; #',
  "'; jopanel_canary on; #",
  '\\"; jopanel_canary on; #',
  'x" jopanel_canary = 1',
  'x } jopanel_canary { ',
  '}} jopanel_canary on; server {',
  `${'$'}{jopanel_canary}`,
  '$jopanel_canary',
  'x # jopanel_canary',
  'x\0jopanel_canary on;',
  'x\u2028jopanel_canary on;',
  'x\x7fjopanel_canary on;',
  '/etc/passwd;jopanel_canary',
  '/home/../jopanel_canary',
  '/home/joko:/jopanel_canary',
  '~^(?<jopanel_canary>.*)$',
  '*',
  '',
  ' ',
];
