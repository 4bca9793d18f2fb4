import type { ServerResponse } from 'node:http';

/**
 * Aborts when the client leaves before its answer, or when the answer is over; is aborted already for one that has left.
 * What a request registers until then (a stream, a waiter) is undone by it; ask for it before the first `await`.
 */
export function clientLeft(res: ServerResponse): AbortSignal {
  const controller = new AbortController();
  // A connection that is gone emits nothing more, so that a listener alone would wait for ever.
  if (res.destroyed || res.closed) controller.abort();
  else res.once('close', () => controller.abort());
  return controller.signal;
}

/**
 * Closes an answer that is queued behind another one of its connection (pipelining) when that connection goes: Node closes
 * only the answer that is being written, and whatever waits for the others' `close` would wait for ever.
 */
export function closeWithConnection(res: ServerResponse): void {
  const { socket } = res.req;
  const close = (): void => {
    if (res.destroyed || res.closed) return;
    res.destroyed = true;
    res.emit('close');
  };
  socket.once('close', close);
  res.once('close', () => socket.off('close', close));
}
