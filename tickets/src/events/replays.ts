import {
  type ShowCreatedEvent,
  type ShowUpdatedEvent,
  Subjects,
  type TicketCreatedEvent,
  type TicketUpdatedEvent,
} from '@ticketing/common/contracts';
import { encode } from '@ticketing/common/messaging';
import { replaySource } from '@ticketing/common/replay';
import { Show } from '../models/show';
import type { ShowRow } from '../models/show-view';
import { Ticket } from '../models/ticket';
import type { TicketRow } from '../models/ticket-view';
import { toShowEvent } from './show-event';
import { toTicketCreated, toTicketUpdated } from './ticket-event';

/** What tickets tells once more. */
export const replaySources = [
  replaySource('show', Show, (row: ShowRow) => {
    const replayed = { at: row.updatedAt };
    return row.version === 0
      ? encode<ShowCreatedEvent>(Subjects.ShowCreated, toShowEvent(row), replayed)
      : encode<ShowUpdatedEvent>(Subjects.ShowUpdated, toShowEvent(row), replayed);
  }),
  replaySource('ticket', Ticket, (row: TicketRow) => {
    const replayed = { at: row.updatedAt };
    return row.version === 0
      ? encode<TicketCreatedEvent>(Subjects.TicketCreated, toTicketCreated(row), replayed)
      : encode<TicketUpdatedEvent>(
          Subjects.TicketUpdated,
          toTicketUpdated(row, { seatsChanged: true }),
          replayed,
        );
  }),
];
