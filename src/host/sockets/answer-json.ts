import type { ServerResponse } from 'node:http';

/** Answers a request of another program of ours; one that is gone by now gets nothing. */
export function answerJson(response: ServerResponse, status: number, value: object): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(value));
}
