/** One line of an access log as nginx writes it in the format `jopanel`. */
export function line(
  bytes: number,
  {
    address = '192.0.2.1',
    user = '-',
    time = '22/Nov/2026:10:00:00 +0000',
    request = 'GET / HTTP/1.1',
    referer = '-',
    agent = 'curl/7.88.1',
  } = {},
): string {
  return `${address} - ${user} [${time}] "${request}" 200 ${bytes} "${referer}" "${agent}"\n`;
}
