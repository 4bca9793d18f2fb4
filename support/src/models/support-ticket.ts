import { updateIfCurrent } from '@ticketing/common/mongo';
import mongoose from 'mongoose';
import type { TicketState } from '../domain/change';
import { DEFAULT_PRIORITY } from '../domain/priority';
import { indexedWords } from '../domain/search';
import { ticketStatuses } from '../domain/status';

/** A support ticket as it is stored. `version` counts its published events; every save raises it by one. */
export interface SupportTicketFields extends TicketState {
  /** User id. */
  reporter: string;
  /** The order it is about, one of the reporter's own. */
  orderId: string | null;
  /** The ticket for sale it is about, one of the reporter's own. */
  ticketId: string | null;
  createdAt: Date;
  updatedAt: Date;
}

interface StoredTicket extends SupportTicketFields {
  /** What `q` finds it by; follows from title and description. */
  words: string[];
  version: number;
}

export type SupportTicketDocument = mongoose.HydratedDocument<StoredTicket>;
export type SupportTicketModel = mongoose.Model<StoredTicket>;

const schema = new mongoose.Schema<StoredTicket>(
  {
    title: { type: String, required: true },
    description: { type: String, required: true },
    ticketPriority: { type: Number, min: 1, max: 4, default: DEFAULT_PRIORITY, required: true },
    status: { type: String, enum: ticketStatuses, default: 'OPEN', required: true },
    reporter: { type: String, required: true },
    assignee: { type: String, default: null },
    orderId: { type: String, default: null },
    ticketId: { type: String, default: null },
    words: { type: [String], default: [] },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: 'version', autoIndex: false, autoCreate: false },
);

updateIfCurrent(schema);

schema.pre('save', function setWords() {
  if (this.isModified('title') || this.isModified('description')) {
    this.words = indexedWords(this.title, this.description);
  }
});

// Lists are newest first and narrowed by who asks; the third index finds the waiting and an engineer's open ones,
// oldest first.
schema.index({ reporter: 1, _id: -1 });
schema.index({ assignee: 1, _id: -1 });
schema.index({ assignee: 1, status: 1, createdAt: 1, _id: 1 });
schema.index({ status: 1, _id: -1 });
schema.index({ ticketPriority: 1, _id: -1 });
schema.index({ words: 1 });

/** The support tickets of a connection's database. */
export function supportTickets(connection: mongoose.Connection): SupportTicketModel {
  const known = connection.models['SupportTicket'] as SupportTicketModel | undefined;
  return known ?? connection.model<StoredTicket>('SupportTicket', schema, 'support_tickets');
}
