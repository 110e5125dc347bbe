import { dropAccount, sandbox } from './harness.ts';

const FIRST_UID = 50_500;

/** Drops accounts whose PHP sleeps until all of them are asked for the first time. @returns their names */
export async function dropSleepers(count: number): Promise<string[]> {
  const usernames = Array.from({ length: count }, (_, index) => `sleeper${index}`);
  for (const [index, username] of usernames.entries()) {
    const uid = FIRST_UID + index;
    await dropAccount(username, { account: { uid, gid: uid } });
  }
  return usernames;
}

/** Asks all accounts for a page at the same moment; what each was answered, which is its name if all is well. */
export async function firstAnswers(usernames: readonly string[]): Promise<Record<string, string>> {
  const pages = `
    for name; do
      root=/home/$name/domains/$name.example/public_html
      echo '<?php echo posix_getpwuid(posix_geteuid())["name"];' >"$root/first.php"
    done
    rm --recursive --force /run/first
    mkdir /run/first`;
  await sandbox.run(['bash', '-c', pages, 'bash', ...usernames]);
  const requests = usernames.map(
    (name) => `url = "http://127.0.0.1/first.php"
      header = "Host: ${name}.example"
      output = "/run/first/${name}"
      max-time = 170`,
  );
  const atOnce = ['--parallel', '--parallel-immediate', '--parallel-max', String(usernames.length)];
  await sandbox.run(['curl', '--silent', ...atOnce, '--config', '-'], {
    input: requests.join('\nnext\n'),
    allowFailure: true,
    timeoutMs: 175_000,
  });
  const { stdout } = await sandbox.run([
    'bash',
    '-c',
    'cd /run/first; for name in *; do echo "$name $(tr "\\n" " " <"$name")"; done; rm --recursive /run/first',
  ]);
  return Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1).trim()]),
  );
}
