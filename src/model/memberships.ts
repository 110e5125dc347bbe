interface Group {
  readonly name: string;
  readonly members: readonly string[];
}

/** The groups that each user is in beside the one that has its name. */
export function membershipsIn(groups: Iterable<Group>): ReadonlyMap<string, readonly string[]> {
  const memberships = new Map<string, string[]>();
  for (const { name, members } of groups) {
    for (const member of members) {
      if (member !== name) memberships.set(member, [...(memberships.get(member) ?? []), name]);
    }
  }
  return memberships;
}
