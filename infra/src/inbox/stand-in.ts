import type { Request, Response } from 'express';
import type { Fault, Faults } from './faults';
import type { InboxMessage, MessageStore } from './message-store';

export type Message = Omit<InboxMessage, 'id' | 'receivedAt'>;

/** How an HTTP provider words its answers. */
export interface Wording {
  accepted: (res: Response, message: InboxMessage) => void;
  tooMany: (res: Response) => void;
  down: (res: Response) => void;
  refused: (res: Response) => void;
}

/** Takes a message as an HTTP provider would, or does what a fault that was ordered says. */
export function takeMessage(
  { store, faults }: { store: MessageStore; faults: Faults },
  res: Response,
  message: Message,
  wording: Wording,
): void {
  const fault = faults.take(message.channel, message.to);
  switch (fault?.kind) {
    case 'hang':
      return;
    case '429':
      return wording.tooMany(withRetryAfter(res, fault));
    case '503':
      return wording.down(withRetryAfter(res, fault));
    case '400':
      return wording.refused(res);
    case 'drop-after-accept':
      store.add(message);
      res.socket?.destroy();
      return;
    case undefined:
      return wording.accepted(res, store.add(message));
  }
}

function withRetryAfter(res: Response, { retryAfter }: Fault): Response {
  return retryAfter === undefined ? res : res.set('retry-after', String(retryAfter));
}

/** A field of a JSON or form body as text. */
export function field(req: Request, name: string): string {
  const value = (req.body as Record<string, unknown> | undefined)?.[name];
  return typeof value === 'string' ? value : '';
}
