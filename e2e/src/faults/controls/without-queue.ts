import { loadCompiled } from './load-compiled';

type Read = (id: string, projection?: { admittedUntil: 1 }) => { lean: () => Promise<unknown> };

/** Whoever orders counts as let through. */
const { QueueEntry } = loadCompiled<{ QueueEntry: { findById: Read } }>('orders/dist/queue/queue-entry.js');
const findById = QueueEntry.findById.bind(QueueEntry);
const letThrough = { admittedUntil: new Date(8.64e15) };
QueueEntry.findById = (id, projection) =>
  projection ? { lean: () => Promise.resolve(letThrough) } : findById(id);
