import type { Connection } from 'mongoose';
import { createModels } from '../models';

interface Engineer {
  _id: unknown;
  role: string;
  status: string;
  openTickets?: number;
}

/** What is wrong in a help desk's database when nothing is under way; empty when all is well. */
export async function findFaults(connection: Connection): Promise<string[]> {
  const { tickets, history } = createModels(connection);
  const users = await connection.collection<Engineer>('users').find().toArray();
  const approved = users.filter(({ role, status }) => role === 'engineer' && status === 'approved');
  const faults: string[] = [];
  const open = await tickets.find({ status: { $ne: 'CLOSED' } });
  for (const { _id, openTickets = 0 } of users) {
    const counted = open.filter(({ assignee }) => assignee === String(_id)).length;
    if (openTickets !== counted) faults.push(`${String(_id)} counts ${openTickets} and has ${counted}`);
  }
  for (const { _id, assignee } of open) {
    const waits = assignee === null && approved.length > 0;
    const astray = assignee !== null && !approved.some((user) => String(user._id) === assignee);
    if (waits || astray)
      faults.push(`${String(_id)} is open and ${waits ? 'waits' : 'with nobody in force'}`);
  }
  for (const ticket of await tickets.find()) {
    const id = String(ticket._id);
    const versions = String(Array.from({ length: ticket.version + 1 }, (_, version) => version));
    const entries = await history.find({ supportId: id }).sort({ version: 1 });
    const events = await connection
      .collection('outbox')
      .find({ aggregate: `support:${id}` })
      .sort({ version: 1 })
      .toArray();
    const told = String(events.map((event) => event['version'] as number));
    const kept = String(entries.map(({ version }) => version));
    if (told !== versions) faults.push(`${id} has events ${told} of ${versions}`);
    if (kept !== versions) faults.push(`${id} has history ${kept} of ${versions}`);
  }
  return faults;
}
