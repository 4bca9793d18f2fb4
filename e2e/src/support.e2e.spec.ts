import { ApiClient, eventually, findProcesses } from '@ticketing/harness';

const path = '/crm/api/v1/tickets';
const trouble = {
  title: 'Transaction error',
  description: 'Money got deducted but transaction ended in error',
  ticketPriority: 4,
};

interface SupportTicket {
  id: string;
  reporter: string;
  assignee: string | null;
  status: string;
  version: number;
  notifications: { recipient: string; channel: string; status: string; time: string }[];
}
interface Mail {
  to: string[];
  subject: string;
  text: string;
}
interface InboxItem {
  kind: string;
  text: string;
  path?: string;
  readAt: string | null;
}

async function report(reporter: ApiClient, fields: object = {}): Promise<SupportTicket> {
  const { status, body } = await reporter.post<SupportTicket>(path, { ...trouble, ...fields });
  if (status !== 201) throw new Error(`reporting answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** Mails about a ticket in the inbox: who was told what, in the order of the addresses. */
async function mails(ticketId: string, what: 'created' | 'updated'): Promise<Mail[]> {
  const subject = encodeURIComponent(`Ticket with id: ${ticketId} ${what}`);
  const response = await fetch(
    `${process.env['TEST_INBOX_URL']}/api/messages?channel=email&limit=1000&subject=${subject}`,
  );
  return (await response.json()) as Mail[];
}
const receivers = async (ticketId: string, what: 'created' | 'updated'): Promise<string[]> =>
  (await mails(ticketId, what)).flatMap(({ to }) => to).sort();

describe('the help desk', () => {
  let admin: ApiClient;
  let engineer: ApiClient;
  let other: ApiClient;
  let reporter: ApiClient;

  /** Opens an engineer's account and has it approved. */
  async function approvedEngineer(): Promise<ApiClient> {
    const account = await ApiClient.signUp({ role: 'engineer', verified: true });
    const { status } = await admin.patch(`/api/users/${account.id}`, { status: 'approved' });
    if (status !== 200) throw new Error(`approving answered ${status}`);
    return account;
  }

  /** Leaves the given engineers as the only ones in force, so that it is known who is assigned. */
  async function suspendOthers(): Promise<void> {
    const { body } = await admin.get<{ id: string; status: string }[]>('/api/users?role=engineer&limit=100');
    for (const { id, status } of body) {
      if (status === 'approved') await admin.patch(`/api/users/${id}`, { status: 'suspended' });
    }
  }

  beforeAll(async () => {
    admin = await ApiClient.admin();
    await suspendOthers();
    reporter = await ApiClient.signUp({ name: 'Rita', verified: true });
    // One that waits shows when the help desk has heard of the approvals.
    const probe = await report(await ApiClient.signUp());
    engineer = await approvedEngineer();
    await eventually(async () =>
      expect((await admin.get<SupportTicket>(`${path}/${probe.id}`)).body.assignee).toBe(engineer.id),
    );
    other = await approvedEngineer();
    await eventually(async () =>
      expect((await admin.put(`${path}/${probe.id}`, { assignee: other.id })).status).toBe(200),
    );
  });

  it('assigns a ticket at once and mails its reporter and assignee, as the ticket then shows', async () => {
    const ticket = await report(reporter);
    const assignee = ticket.assignee === engineer.id ? engineer : other;
    expect(ticket).toMatchObject({
      ...trouble,
      status: 'OPEN',
      reporter: reporter.id,
      assignee: assignee.id,
    });

    await eventually(async () =>
      expect(await receivers(ticket.id, 'created')).toEqual([assignee.email, reporter.email].sort()),
    );
    for (const { text } of await mails(ticket.id, 'created')) expect(text).toContain(trouble.description);

    await eventually(async () => {
      const { body } = await reporter.get<SupportTicket[]>(path);
      const shown = body.find(({ id }) => id === ticket.id)?.notifications ?? [];
      expect(shown.map(({ recipient }) => recipient).sort()).toEqual([assignee.id, reporter.id].sort());
      for (const notification of shown) {
        expect(notification).toMatchObject({ channel: 'EMAIL', status: 'PROCESSED' });
      }
    });
  });

  it('mails the stakeholders of an update once: reporter, assignee and the former one, but not who changed it', async () => {
    const ticket = await report(reporter);
    const [former, next] = ticket.assignee === engineer.id ? [engineer, other] : [other, engineer];
    expect((await admin.put(`${path}/${ticket.id}`, { assignee: next.id, version: 0 })).status).toBe(200);
    await eventually(async () =>
      expect(await receivers(ticket.id, 'updated')).toEqual(
        [reporter.email, former.email, next.email].sort(),
      ),
    );
  });

  it('mails an answer with its text, its author and where to go on, and keeps the author’s own copy read', async () => {
    const ticket = await report(reporter);
    const assignee = ticket.assignee === engineer.id ? engineer : other;
    const answer = 'The bank was slow. Please try again.';
    expect((await assignee.post(`${path}/${ticket.id}/comments`, { text: answer })).status).toBe(201);
    await eventually(async () => expect(await receivers(ticket.id, 'updated')).toEqual([reporter.email]));
    const [mail] = await mails(ticket.id, 'updated');
    expect(mail?.text).toMatch(new RegExp(`wrote:\\s+${answer.replaceAll('.', '\\.')}`));
    expect(mail?.text).toContain(`/support/${ticket.id}`);
    expect(mail?.text).toContain(trouble.description);
    const readInbox = async (client: ApiClient) =>
      (await client.get<InboxItem[]>('/api/notifications?limit=5')).body.find(
        ({ kind, path: leadsTo }) => kind === 'support.updated' && leadsTo === `/support/${ticket.id}`,
      );
    expect(await readInbox(reporter)).toMatchObject({ text: expect.stringContaining(answer), readAt: null });
    expect(await readInbox(assignee)).toMatchObject({ readAt: expect.any(String) });
  });

  it('gathers answers that come one upon the other: each is mailed once, in one mail or two', async () => {
    const ticket = await report(reporter);
    const assignee = ticket.assignee === engineer.id ? engineer : other;
    const answers = Array.from({ length: 6 }, (_, n) => `Answer number ${n + 1}.`);
    for (const text of answers)
      expect((await assignee.post(`${path}/${ticket.id}/comments`, { text })).status).toBe(201);
    const told = async () =>
      (await mails(ticket.id, 'updated')).flatMap(({ text }) => text.match(/Answer number \d\./g) ?? []);
    await eventually(async () => expect((await told()).sort()).toEqual(answers));
    const receiversOfAll = await receivers(ticket.id, 'updated');
    expect(new Set(receiversOfAll)).toEqual(new Set([reporter.email]));
    expect(receiversOfAll.length).toBeLessThanOrEqual(2);
    await eventually(async () => {
      const { body } = await reporter.get<SupportTicket>(`${path}/${ticket.id}`);
      const shown = body.notifications.filter(({ recipient }) => recipient === reporter.id);
      expect(shown.map(({ status }) => status)).toEqual([
        'PROCESSED',
        ...receiversOfAll.map(() => 'PROCESSED'),
      ]);
    });
    const inbox = (await reporter.get<InboxItem[]>('/api/notifications?limit=50')).body;
    const entries = inbox.filter(
      ({ kind, text }) => kind === 'support.updated' && /Answer number/.test(text),
    );
    expect(entries).toHaveLength(answers.length);
  });

  it('mails an internal note to engineers and admins only, and shows it to no customer', async () => {
    const ticket = await report(reporter);
    const assignee = ticket.assignee === engineer.id ? engineer : other;
    const comments = `${path}/${ticket.id}/comments`;
    const secret = 'looks like fraud';
    expect((await admin.post(comments, { text: secret, internal: true })).status).toBe(201);
    await eventually(async () => expect(await receivers(ticket.id, 'updated')).toEqual([assignee.email]));

    expect((await reporter.post(comments, { text: 'Any news?' })).status).toBe(201);
    await eventually(async () =>
      expect(await receivers(ticket.id, 'updated')).toEqual([assignee.email, assignee.email]),
    );
    expect(JSON.stringify(await mails(ticket.id, 'updated'))).not.toContain(secret);
    for (const page of ['', '/comments', '/history']) {
      const { status, body } = await reporter.get(`${path}/${ticket.id}${page}`);
      expect([status, JSON.stringify(body).includes(secret)]).toEqual([200, false]);
    }
    expect(JSON.stringify((await assignee.get(comments)).body)).toContain(secret);
  });

  it('refuses those who have no part in it, and a change of an old version', async () => {
    const ticket = await report(reporter);
    const stranger = await ApiClient.signUp();
    expect((await stranger.get(`${path}/${ticket.id}`)).status).toBe(401);
    expect(await stranger.put(`${path}/${ticket.id}`, { title: 'Mine' })).toMatchObject({
      status: 401,
      body: { errors: [{ message: 'Ticket can be updated only by its reporter, its assignee or an admin' }] },
    });
    expect((await reporter.put(`${path}/${ticket.id}`, { title: 'First', version: 0 })).status).toBe(200);
    expect(await admin.put(`${path}/${ticket.id}`, { title: 'Second', version: 0 })).toMatchObject({
      status: 409,
      body: { current: { title: 'First', version: 1 } },
    });
  });

  it('links a ticket to an order of the reporter’s, and to no other', async () => {
    const seller = await ApiClient.signUp();
    const forSale = await seller.sell();
    const order = await reporter.reserve(forSale.id);
    const linked = await eventually(() => report(reporter, { orderId: order.id }));
    expect(linked).toMatchObject({ orderId: order.id });
    expect((await seller.post(path, { ...trouble, orderId: order.id })).status).toBe(400);
    expect(await eventually(() => report(seller, { ticketId: forSale.id }))).toMatchObject({
      ticketId: forSale.id,
    });
  });

  it('opens tickets while notifications is stopped; the mail arrives once when it starts', async () => {
    const stopped = findProcesses('notifications');
    expect(stopped).not.toEqual([]);
    for (const pid of stopped) process.kill(pid, 'SIGSTOP');
    let ticket: SupportTicket;
    try {
      ticket = await report(reporter);
      expect(await receivers(ticket.id, 'created')).toEqual([]);
    } finally {
      // A stopped process ends by nothing less; its runner then starts a new one.
      for (const pid of stopped) process.kill(pid, 'SIGKILL');
    }
    const assignee = ticket.assignee === engineer.id ? engineer : other;
    const both = [assignee.email, reporter.email].sort();
    await eventually(async () => expect(await receivers(ticket.id, 'created')).toEqual(both), 60_000);
    expect(findProcesses('notifications')).not.toEqual(stopped);

    // What follows has arrived after it, so that a second mail would be there by now.
    await reporter.put(`${path}/${ticket.id}`, { ticketPriority: 1 });
    await eventually(
      async () => expect(await receivers(ticket.id, 'updated')).toEqual([assignee.email]),
      60_000,
    );
    expect(await receivers(ticket.id, 'created')).toEqual(both);
  }, 150_000);
});
