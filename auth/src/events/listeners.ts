import { type AuditRecordedEvent, Subjects } from '@ticketing/common/contracts';
import { Listener, type MessageContext } from '@ticketing/common/messaging';
import type { AuditLog } from '../services/audit-log';

/** What was done in other services gets its place in the log as what was done here does. */
export class AuditRecordedListener extends Listener<AuditRecordedEvent> {
  readonly subject = Subjects.AuditRecorded;

  constructor(private readonly audit: AuditLog) {
    super();
  }

  onMessage(act: AuditRecordedEvent['data'], { meta }: MessageContext): Promise<void> {
    const { id, time, correlationId } = meta;
    return this.audit.take(id, { ...act, at: new Date(time), correlationId });
  }
}
