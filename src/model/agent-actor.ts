/**
 * How `meta.json`, the journal and the audit log name who wrote a set through the agent socket, such as
 * `agent:panel` or `agent:panel for anna@example.com`.
 *
 * @param name the login name of the caller, in the kernel's word
 * @param actor on whose behalf, in the caller's own word; null: the caller did not say
 */
export function agentActor({
  name,
  actor,
}: {
  readonly name: string;
  readonly actor: string | null;
}): string {
  return actor === null ? `agent:${name}` : `agent:${name} for ${actor}`;
}
