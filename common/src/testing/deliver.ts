import type { AnyListener, Messaging, Outcome } from '../messaging';

/** How a message is delivered; by default for the first time, as the subject's first. */
export interface DeliveryOptions {
  readonly sequence?: number;
  readonly redelivered?: boolean;
}

/**
 * Runs the whole decision for one message without a broker.
 * @param payload the data, or the raw text as it came
 */
export function deliver<L extends AnyListener>(
  messaging: Messaging,
  listener: L,
  payload: Parameters<L['onMessage']>[0] | string,
  { sequence = 1, redelivered = false }: DeliveryOptions = {},
): Promise<Outcome> {
  const wire = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const subject = listener.subject as string;
  return messaging.process(listener, { subject, sequence, wire }, redelivered);
}
