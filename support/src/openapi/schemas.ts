import { openapi, type JsonSchema } from '@ticketing/common/http';
import { ticketStatuses } from '../domain/status';
import { MAX_TEXT, MAX_TITLE } from '../routes/input';

const { ref } = openapi;
const id: JsonSchema = { type: 'string' };
const nullable = (type: string): JsonSchema => ({ type: [type, 'null'] });
const time: JsonSchema = { type: 'string', format: 'date-time' };
const version: JsonSchema = { type: 'integer', minimum: 0 };
const title: JsonSchema = { type: 'string', minLength: 1, maxLength: MAX_TITLE };
const text: JsonSchema = { type: 'string', minLength: 1, maxLength: MAX_TEXT };

/** A priority as it is given: a number or its text. */
export const priorityInput: JsonSchema = {
  description: '1 is the highest; 4 is the default',
  anyOf: [
    { type: 'integer', minimum: 1, maximum: 4 },
    { type: 'string', enum: ['1', '2', '3', '4'] },
  ],
};

/** A status as it is given. */
export const statusInput: JsonSchema = {
  type: 'string',
  description: 'Upper or lower case',
  enum: [...ticketStatuses, ...ticketStatuses.map((status) => status.toLowerCase())],
};

/** An object of which all properties are always there. */
const whole = (properties: Record<string, JsonSchema>): JsonSchema => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
});

const ticket = {
  id,
  title,
  description: text,
  ticketPriority: { type: 'integer', minimum: 1, maximum: 4 },
  status: { type: 'string', enum: [...ticketStatuses] },
  reporter: { type: 'string', description: 'User id' },
  reporterName: nullable('string'),
  assignee: { ...nullable('string'), description: 'User id of the engineer; null while it waits for one' },
  assigneeName: nullable('string'),
  orderId: nullable('string'),
  ticketId: { ...nullable('string'), description: 'The ticket for sale it is about' },
  createdAt: time,
  updatedAt: time,
  version: { ...version, description: 'Raised by one with each change' },
  notifications: {
    type: 'array',
    description: 'The newest ones, newest first',
    items: ref('TicketNotification'),
  },
} satisfies Record<string, JsonSchema>;

/** The schemas of the service's document. */
export const schemas: Record<string, JsonSchema> = {
  SupportTicket: whole(ticket),
  SupportTicketWithComments: whole({
    ...ticket,
    comments: { type: 'array', description: 'The last ones, oldest first', items: ref('Comment') },
  }),
  TicketNotification: whole({
    id,
    recipient: { type: 'string', description: 'User id, or an address' },
    recipientName: nullable('string'),
    channel: { type: 'string', enum: ['EMAIL', 'SLACK', 'SMS'] },
    status: { type: 'string', enum: ['ACCEPTED', 'SENDING', 'PROCESSED', 'RETRYING', 'DEAD'] },
    time,
  }),
  Comment: whole({
    id,
    author: { type: 'string', description: 'User id' },
    authorName: nullable('string'),
    text,
    internal: { type: 'boolean', description: 'Only engineers and admins are shown such' },
    createdAt: time,
    version: { ...version, description: 'The version of the ticket that it made' },
  }),
  HistoryEntry: whole({
    version,
    actor: { ...nullable('string'), description: 'User id; null when the platform did it' },
    actorName: nullable('string'),
    at: time,
    changes: {
      type: 'array',
      items: whole({ field: { type: 'string' }, from: {}, to: {} }),
    },
  }),
  NewSupportTicket: {
    type: 'object',
    required: ['title', 'description'],
    properties: {
      title,
      description: text,
      ticketPriority: priorityInput,
      orderId: { ...nullable('string'), description: 'One of your own orders' },
      ticketId: { ...nullable('string'), description: 'One of your own tickets for sale' },
    },
  },
  SupportTicketChange: {
    type: 'object',
    properties: {
      title,
      description: text,
      ticketPriority: priorityInput,
      status: statusInput,
      assignee: {
        ...nullable('string'),
        description:
          'User id of an approved engineer; set by the assignee or an admin; null only while there is none',
      },
      version: {
        ...version,
        description:
          'The version the change was made on; 409 when there is a newer one that the caller may see',
      },
    },
  },
  NewComment: {
    type: 'object',
    required: ['text'],
    properties: {
      text,
      internal: { type: 'boolean', default: false, description: 'Engineers and admins only' },
    },
  },
  StaleVersion: {
    allOf: [ref('Error'), whole({ current: { ...ref('SupportTicket'), description: 'As it is now' } })],
  },
};
