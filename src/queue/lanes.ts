// The order in which dirty accounts are taken. A person waits for an edit and not for a resync; but one that
// has waited long gets every fourth turn, so that an endless stream of edits does not starve it, nor does a
// flood of resyncs delay an edit.
import { bothOf, type Hint, isUrgent } from './hint.ts';

export interface Dirty {
  readonly username: string;
  readonly reason: Hint;
  /** Of the first hint since it was last taken: by the monotonic clock, and by wall time for people. */
  readonly since: number;
  readonly sinceWall: number;
}

const AGED_MS = 30_000;
const TURNS = 4;

export class Lanes {
  // A Map keeps the order of arrival, which is the order within a lane.
  readonly #urgent = new Map<string, Dirty>();
  readonly #patient = new Map<string, Dirty>();
  #urgentTurns = 0;

  get size(): number {
    return this.#urgent.size + this.#patient.size;
  }

  /** An account already here keeps its place and its age, unless the hint moves it to the urgent lane. */
  add({ username, reason, since, sinceWall }: Dirty): void {
    const known = this.#urgent.get(username) ?? this.#patient.get(username);
    const merged = known
      ? { ...known, reason: bothOf(known.reason, reason) }
      : { username, reason, since, sinceWall };
    const lane = isUrgent(merged.reason) ? this.#urgent : this.#patient;
    if (lane === this.#urgent) this.#patient.delete(username);
    lane.set(username, merged);
  }

  next(now: number): Dirty | undefined {
    const urgent = first(this.#urgent);
    const patient = first(this.#patient);
    const aged = patient !== undefined && now - patient.since >= AGED_MS;
    if (urgent && !(aged && this.#urgentTurns >= TURNS - 1)) {
      this.#urgentTurns = aged ? this.#urgentTurns + 1 : 0;
      this.#urgent.delete(urgent.username);
      return urgent;
    }
    this.#urgentTurns = 0;
    if (patient) this.#patient.delete(patient.username);
    return patient;
  }

  remove(username: string): void {
    this.#urgent.delete(username);
    this.#patient.delete(username);
  }

  /** In the order of the lanes, the urgent one first. */
  list(): readonly Dirty[] {
    return [...this.#urgent.values(), ...this.#patient.values()];
  }
}

function first(lane: ReadonlyMap<string, Dirty>): Dirty | undefined {
  return lane.values().next().value;
}
