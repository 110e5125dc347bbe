// What the daemon and the thread behind the agent socket say to each other.

import type { Settings } from '../model/settings.ts';
import type { DaemonReport } from '../status/thread/engine-client.ts';
import type { AgentRecord } from './agent-context.ts';
import type { EngineOrder } from './engine-requests.ts';

export interface AgentThreadStart {
  readonly settings: Settings;
}

export type ToAgentThread =
  | { readonly kind: 'attach'; readonly settings: Settings; readonly countFrom: number }
  | { readonly kind: 'detach' }
  | { readonly kind: 'report'; readonly number: number; readonly report: DaemonReport }
  /** @param why the order is not carried out; undefined: it is */
  | { readonly kind: 'ordered'; readonly request: number; readonly why: string | undefined }
  | { readonly kind: 'close' };

export type FromAgentThread =
  | { readonly kind: 'listening'; readonly warning: string | undefined }
  | { readonly kind: 'not-listening'; readonly why: string }
  | { readonly kind: 'request'; readonly number: number }
  | { readonly kind: 'record'; readonly entry: AgentRecord }
  | { readonly kind: 'order'; readonly request: number; readonly order: EngineOrder }
  | { readonly kind: 'closed' };
