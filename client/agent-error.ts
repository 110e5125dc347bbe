import type { components } from './generated/agent.ts';

export type ProblemDocument = components['schemas']['ProblemDocument'];

/** What the agent refused, with its problem document (RFC 9457). */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly status: number;
  /** Undefined where the answer was none of the agent's. */
  readonly problem: ProblemDocument | undefined;

  constructor(status: number, body: unknown) {
    const problem = isProblem(body) ? body : undefined;
    super(problem === undefined ? `the agent answered ${status}` : `${problem.detail}; ${problem.remedy}`);
    this.status = status;
    this.problem = problem;
  }
}

function isProblem(body: unknown): body is ProblemDocument {
  return typeof body === 'object' && body !== null && 'type' in body && 'detail' in body;
}
