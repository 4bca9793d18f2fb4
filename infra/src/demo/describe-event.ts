/** Fields that tell the story, in this order. */
const fields = [
  'version',
  'status',
  'title',
  'price',
  'reason',
  'amount',
  'name',
  'role',
  'channel',
  'orderId',
  'expiresAt',
  'until',
];

/** An event in one line: its subject, which aggregate, and the fields that tell the story. */
export function describeEvent(subject: string, data: Record<string, unknown>, now: Date): string {
  const parts = [now.toISOString().slice(11, 23), subject.padEnd(22)];
  if (typeof data.id === 'string') parts.push(shortId(data.id));
  for (const field of fields) {
    const value = data[field];
    if (value === undefined || value === null) continue;
    parts.push(`${field}=${field === 'orderId' ? shortId(plain(value)) : plain(value)}`);
  }
  const ticket = data.ticket as { id?: unknown; price?: unknown } | undefined;
  if (typeof ticket?.id === 'string') parts.push(`ticket=${shortId(ticket.id)}`);
  return parts.join('  ');
}

/** The last six characters, in which ids made one after the other differ. */
export function shortId(id: string): string {
  return `…${id.slice(-6)}`;
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
