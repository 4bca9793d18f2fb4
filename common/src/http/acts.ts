import type { Request } from 'express';
import { type AuditRecordedEvent, Subjects } from '../contracts';
import { type EventSink, Publisher } from '../messaging';
import { clientNetwork } from './client-network';
import './request';

/** What somebody did, as the audit log is to have it, without what the request says by itself. */
export type RecordedAct = Omit<AuditRecordedEvent['data'], 'actor' | 'address' | 'userAgent'>;

export class AuditRecordedPublisher extends Publisher<AuditRecordedEvent> {
  readonly subject = Subjects.AuditRecorded;
}

const USER_AGENT_MAX = 200;

/** From where a request came. */
export function requestSource(req: Request): { address: string; userAgent?: string } {
  const userAgent = req.get('User-Agent')?.slice(0, USER_AGENT_MAX);
  return { address: clientNetwork(req), ...(userAgent === undefined ? {} : { userAgent }) };
}

/**
 * Has the audit log note what a request's user did.
 * @param sink the transaction that makes it true; where there is none, what stores the event before it is done
 */
export function recordAct(sink: EventSink, req: Request, act: RecordedAct): Promise<void> {
  const event = { ...act, actor: req.currentUser!.id, ...requestSource(req) };
  return new AuditRecordedPublisher(sink).publish(event);
}
