// The messages between the daemon and the thread behind the agent socket: those of the status thread, and its own.

import type { FromThread, ToThread } from '../status/thread/thread-messages.ts';
import type { AgentRecord } from './agent-context.ts';
import type { EngineOrder } from './engine-requests.ts';

export type ToAgentThread =
  | ToThread
  /** @param why the order is not carried out; undefined: it is */
  | { readonly kind: 'ordered'; readonly request: number; readonly why: string | undefined };

export type FromAgentThread =
  | Exclude<FromThread, { kind: 'summary' }>
  | { readonly kind: 'record'; readonly entry: AgentRecord }
  | { readonly kind: 'order'; readonly request: number; readonly order: EngineOrder };
