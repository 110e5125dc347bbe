import { WrittenAnswer } from '../answers.ts';
import { JSON_TYPES, type Operation } from '../operation.ts';

type Frame = 'mediaTypes' | 'ifMatch' | 'answer' | 'statuses';

/** An operation that changes one thing of a set, with a body of JSON or none, and answers with the new revision. */
export function changeOperation(operation: Omit<Operation, Frame>): Operation {
  return {
    ...operation,
    mediaTypes: JSON_TYPES,
    ifMatch: 'optional',
    answer: WrittenAnswer,
    statuses: [200, 202],
  };
}
