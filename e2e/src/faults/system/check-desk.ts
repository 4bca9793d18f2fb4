import type { Stores } from './stores';

/** What is wrong in the help desk's books when nothing is under way: counts of open tickets, and who is in charge. */
export async function checkDesk(stores: Stores): Promise<string[]> {
  const [users, tickets] = await Promise.all([
    stores.rows('support', 'users'),
    stores.rows('support', 'support_tickets'),
  ]);
  const open = tickets.filter((ticket) => ticket['status'] !== 'CLOSED');
  const approved = new Set(
    users
      .filter((user) => user['role'] === 'engineer' && user['status'] === 'approved')
      .map((user) => String(user._id)),
  );
  const faults: string[] = [];
  for (const user of users) {
    const id = String(user._id);
    const has = open.filter((ticket) => ticket['assignee'] === id).length;
    const counts = Number(user['openTickets'] ?? 0);
    if (counts !== has) faults.push(`engineer ${id} counts ${counts} open tickets and has ${has}`);
  }
  for (const ticket of open) {
    const assignee = ticket['assignee'] as string | null;
    const fine = assignee === null ? approved.size === 0 : approved.has(assignee);
    if (!fine) faults.push(`support ticket ${String(ticket._id)} is assigned to ${assignee ?? 'nobody'}`);
  }
  return faults;
}
