import { withQuery } from '../api/client';

/** Address of the event stream with the tickets it also tells of and the rooms it is in. */
export function streamUrl(tickets: string[], rooms: string[]): string {
  return withQuery('/api/notifications/stream', { tickets: tickets.join(','), rooms: rooms.join(',') });
}
