/** The comment of a user in /etc/passwd, by which a user is known to be jopanel's whatever became of the journal. */
export function commentOf(username: string): string {
  return `JoPanel ${username}`;
}
