import { type AuditRecordedEvent, type ExportPartAddedEvent, Subjects } from '@ticketing/common/contracts';
import { Listener, type MessageContext } from '@ticketing/common/messaging';
import type { AuditLog } from '../services/audit-log';
import type { Exports } from '../services/exports';

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

/** What a service has of somebody is kept until the whole is fetched. */
export class ExportPartAddedListener extends Listener<ExportPartAddedEvent> {
  readonly subject = Subjects.ExportPartAdded;

  constructor(private readonly dataExports: Pick<Exports, 'addPart'>) {
    super();
  }

  /** Parts of one export are all counted in one document. */
  override exclusiveKey({ id }: ExportPartAddedEvent['data']): string {
    return `export:${id}`;
  }

  onMessage(data: ExportPartAddedEvent['data']): Promise<void> {
    return this.dataExports.addPart(data);
  }
}
