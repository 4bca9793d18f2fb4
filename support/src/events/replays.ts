import { Subjects, type SupportCreatedEvent, type SupportUpdatedEvent } from '@ticketing/common/contracts';
import { encode } from '@ticketing/common/messaging';
import { replaySource } from '@ticketing/common/replay';
import mongoose from 'mongoose';
import { toTicketState } from '../desk/record-change';
import { type SupportTicketDocument, supportTickets } from '../models/support-ticket';

/** What support tells once more: how its tickets are, without what was changed and by whom. */
export const replaySources = [
  replaySource('support', supportTickets(mongoose.connection), (ticket: SupportTicketDocument) => {
    const { _id, version, reporter, updatedAt: at } = ticket;
    const state = { id: String(_id), version, reporter, ...toTicketState(ticket), actor: null, changes: [] };
    return version === 0
      ? encode<SupportCreatedEvent>(Subjects.SupportCreated, state, { at })
      : encode<SupportUpdatedEvent>(Subjects.SupportUpdated, state, { at });
  }),
];
