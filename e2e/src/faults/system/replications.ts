import { databases } from '@ticketing/infra';

/** What a service knows of another's aggregates. */
interface Copy {
  readonly service: string;
  readonly collection: string;
  /** There is a row for each part of an aggregate; its id is `<aggregate>:<part>`. */
  readonly byPart?: true;
  /** Which of its rows follow the aggregate; all if not given. */
  readonly where?: object;
}

/** Where an aggregate lives, and where others keep what they know of it. */
export interface Replicated {
  readonly kind: string;
  readonly owner: { readonly service: string; readonly collection: string };
  /** The owner's row counts its events, so that its last version is one less. */
  readonly counts?: true;
  /** Which of the owner's rows are told of; all if not given. */
  readonly where?: object;
  readonly copies: readonly Copy[];
}

/** Every aggregate with its copies. */
export const replicated: readonly Replicated[] = [
  {
    kind: 'ticket',
    owner: { service: 'tickets', collection: 'tickets' },
    copies: databases
      .filter((service) => !['auth', 'tickets'].includes(service))
      .map((service) => ({ service, collection: 'tickets' })),
  },
  {
    kind: 'order',
    owner: { service: 'orders', collection: 'orders' },
    copies: [
      // A ticket of which all was given back is no longer part of the order.
      {
        service: 'tickets',
        collection: 'ticketholds',
        byPart: true,
        where: { $nor: [{ state: 'ended', quantity: 0 }] },
      },
      { service: 'admissions', collection: 'orderversions' },
      ...['payments', 'support', 'notifications'].map((service) => ({ service, collection: 'orders' })),
    ],
  },
  {
    kind: 'payment',
    owner: { service: 'payments', collection: 'payments' },
    counts: true,
    copies: [
      { service: 'orders', collection: 'paymentversions' },
      { service: 'notifications', collection: 'payments' },
    ],
  },
  {
    kind: 'admission',
    owner: { service: 'admissions', collection: 'admissions' },
    copies: [{ service: 'notifications', collection: 'admissions' }],
  },
  {
    kind: 'user',
    owner: { service: 'auth', collection: 'users' },
    copies: ['payments', 'admissions', 'support', 'notifications'].map((service) => ({
      service,
      collection: 'users',
    })),
  },
  {
    kind: 'support',
    owner: { service: 'support', collection: 'support_tickets' },
    copies: [{ service: 'notifications', collection: 'support_tickets' }],
  },
  {
    kind: 'notification',
    owner: { service: 'notifications', collection: 'notifications' },
    where: { supportTicketId: { $gt: '' }, type: { $ne: 'INBOX' } },
    copies: [{ service: 'support', collection: 'notifications' }],
  },
];
