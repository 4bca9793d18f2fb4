import { SpanKind, inSpan, isTracing } from '@ticketing/common/observability';
import type { PushOutcome } from '../domain/push-outcome';
import type { NotificationRow } from '../models/notification';

/** Runs a push in a span of its own, in the trace of what the notification was asked by. Without tracing it only runs it. */
export function inPushSpan(
  row: NotificationRow,
  push: () => Promise<PushOutcome | 'paused'>,
): Promise<PushOutcome | 'paused'> {
  if (!isTracing()) return push();
  const attributes = {
    'notification.id': row._id,
    'notification.kind': row.kind,
    'notification.type': row.type,
  };
  const options = { kind: SpanKind.CLIENT, parent: row.traceparent, attributes };
  return inSpan(`push ${row.type}`, options, async (span) => {
    const outcome = await push();
    span.setAttribute('notification.outcome', outcome === 'paused' ? outcome : outcome.kind);
    return outcome;
  });
}
