/** Commands that give a setting of the kernel a value, for good: what sysctl(8) alone sets is lost when the host starts again. */
export function sysctlRemedy(...values: readonly (readonly [name: string, value: number])[]): string {
  const lines = values.map(([name, value]) => `${name}=${value}`).join(' ');
  return `printf '%s\\n' ${lines} >>${FILE}; sysctl -p ${FILE}`;
}

const FILE = '/etc/sysctl.d/60-jopanel.conf';
