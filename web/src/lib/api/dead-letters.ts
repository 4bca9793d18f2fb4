import services from '../../../../infra/services.json';
import { type Page, request, requestPage } from './client';
import type { DeadLetter } from './types';

/** The services that tell admins how they are, and what they have given up. */
export const serviceNames = services.map(({ name }) => name).filter((name) => name !== 'web');

export function listDeadLetters(
  service: string,
  next: string | null,
  signal: AbortSignal,
): Promise<Page<DeadLetter>> {
  return requestPage<DeadLetter>(next ?? `/api/ops/${service}/dead-letters`, { signal });
}

/** Hands a message to its handler once more; `error` is the handler's when it failed again. */
export function redriveDeadLetter(
  service: string,
  id: string,
): Promise<{ redriven: boolean; error?: string }> {
  return request('POST', `/api/ops/${service}/dead-letters/${encodeURIComponent(id)}/redrive`, { body: {} });
}

export function discardDeadLetter(service: string, id: string): Promise<void> {
  return request('DELETE', `/api/ops/${service}/dead-letters/${encodeURIComponent(id)}`);
}

/** How many messages a service has given up. */
export async function countDeadLetters(service: string, signal: AbortSignal): Promise<number> {
  const { total } = await requestPage(`/api/ops/${service}/dead-letters?limit=1`, { signal });
  return Number.parseInt(total ?? '0', 10);
}
