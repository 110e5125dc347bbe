const NGINX = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (\[\w+\]) \d+#\d+: /gm;
const PHP_FPM = /^\[\d\d-\w{3}-\d{4} \d\d:\d\d:\d\d(?:\.\d+)?\] /gm;

/** What a service's checker said, without time and process id: the same refusal has to read the same each time. */
export function checkerOutput(output: string): string {
  return output.replace(NGINX, '$1 ').replace(PHP_FPM, '').trim();
}
