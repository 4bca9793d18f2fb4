import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiClient, eventually, mailedToken } from '@ticketing/harness';

interface Mail {
  to: string[];
  subject: string;
  text: string;
}

const mails = async (to: string): Promise<Mail[]> =>
  (
    await fetch(`${process.env['TEST_INBOX_URL']}/api/messages?channel=email&to=${encodeURIComponent(to)}`)
  ).json() as Promise<Mail[]>;

/** Lines that a mail must not get. */
const injections = [
  'x\r\nBcc: eve@example.com',
  'x\nBcc: eve@example.com',
  'x\rBcc: eve@example.com',
  'x\u2028Bcc: eve@example.com',
  'x\u0000y',
  'x\u0085Bcc: eve@example.com',
];

describe('what a message is made of', () => {
  let admin: ApiClient;

  beforeAll(async () => {
    admin = await ApiClient.admin();
  });

  /** The fields at fault, with the status. */
  const refused = async (path: string, body: object, by = admin): Promise<string> => {
    const { status, body: answer } = await by.post<{ errors?: { field?: string }[] }>(path, body);
    return `${status} ${(answer.errors ?? []).map(({ field }) => field).join(' ')}`;
  };

  it.each(injections)('begins no header in a mail: %j', async (text) => {
    const direct = { type: 'EMAIL', receiver: 'ann@example.com', message: 'Hello' };
    const mail = { subject: 'Hello', content: 'Hello', recepientEmails: 'ann@example.com', ticketId: '1' };
    const intake = '/notifiServ/api/v1/notifications';
    expect(await refused('/notification', { ...direct, subject: text })).toBe('400 subject');
    expect(await refused('/notification', { ...direct, receiver: `ann@example.com${text}` })).toBe(
      '400 receiver',
    );
    expect(await refused(intake, { ...mail, subject: text })).toBe('400 subject');
    expect(await refused(intake, { ...mail, recepientEmails: `ann@example.com,${text}` })).toBe(
      '400 recepientEmails',
    );
    expect(await refused(intake, { ...mail, requester: text })).toBe('400 requester');
    const { body } = await admin.post<{ errors: { field: string }[] }[]>('/notification/batch', [
      { ...direct, subject: text },
    ]);
    expect(body[0]?.errors.map(({ field }) => field)).toEqual(['subject']);
    expect(await refused('/api/tickets', { title: text, price: 1 })).toBe('400 title');
    expect(await refused('/crm/api/v1/tickets', { title: text, description: 'x' })).toBe('400 title');
    expect(
      await refused('/api/notifications/broadcasts', { subject: text, message: 'x', audience: 'engineers' }),
    ).toBe('400 subject');
  });

  it.each(['a\r\nBcc: eve@example.com', 'a\u0000b', 'x\nTo: eve@example.com'])(
    'is no name that begins a header: %j',
    async (name) => {
      const account = { email: `n${Date.now()}@example.com`, password: 'a good password', name };
      expect(await refused('/api/users/signup', account, ApiClient.visitor())).toBe('400 name');
    },
  );

  it('is mailed to nobody but who it is for, whatever their name is', async () => {
    const reporter = await ApiClient.signUp({ name: '"Eve" <eve@example.com>, eve@example.com' });
    const title = 'Ünïcode, "quoted" <eve@example.com> 🎫';
    const { body } = await reporter.post<{ id: string }>('/crm/api/v1/tickets', { title, description: 'x' });
    const [mail] = await eventually(async () => {
      const found = await mails(reporter.email);
      expect(found.filter(({ subject }) => subject.includes(body.id))).toHaveLength(1);
      return found.filter(({ subject }) => subject.includes(body.id));
    });
    expect(mail?.to).toEqual([reporter.email]);
    expect(await mails('eve@example.com')).toEqual([]);
  });

  it('is text, and never names a file or an address to be read', async () => {
    const direct = { type: 'EMAIL', receiver: 'ann@example.com', message: 'Hello' };
    for (const value of [{ path: '/etc/passwd' }, { href: 'http://127.0.0.1/' }, ['x']]) {
      expect(await refused('/notification', { ...direct, message: value })).toBe('400 message');
      expect(await refused('/notification', { ...direct, subject: value })).toBe('400 subject');
      expect(await refused('/notification', { ...direct, receiver: value })).toBe('400 receiver');
    }
  });
});

describe('an account under somebody else’s address', () => {
  const said = `Buy at ${randomUUID()}.example`;

  it('has nothing mailed there that a person wrote, until the address is proven', async () => {
    const stranger = await ApiClient.signUp({ name: said });
    const { email: receiver, id: userId } = stranger;
    const direct = { type: 'EMAIL', message: said, subject: said };
    const held: string[] = [];
    for (const body of [
      { ...direct, receiver },
      { ...direct, userId },
      { destination: 'EMAIL', txt: said, uuid: randomUUID(), receiver },
    ]) {
      const answer = await stranger.post<{ href: string; status: string }>('/notification', body);
      expect(answer).toMatchObject({ status: 202, body: { status: 'HELD' } });
      held.push(answer.body.href);
    }
    const batch = await stranger.post<{ href: string; status: string }[]>('/notification/batch', [
      { ...direct, receiver: receiver.toUpperCase() },
    ]);
    expect(batch.body).toMatchObject([{ status: 'HELD' }]);
    const mail = { subject: said, content: said, recepientEmails: receiver, requester: said, ticketId: '1' };
    const asked = await stranger.post<{ notificationIds: string[] }>(
      '/notifiServ/api/v1/notifications',
      mail,
    );
    expect(asked.status).toBe(202);
    held.push(...batch.body.map(({ href }) => href));
    held.push(...asked.body.notificationIds.map((id) => `/api/notifications/${id}`));

    const report = await stranger.post<{ id: string }>('/crm/api/v1/tickets', {
      title: said,
      description: said,
    });
    await stranger.post(`/crm/api/v1/tickets/${report.body.id}/comments`, { text: said });
    const ticket = await stranger.sell(20, said);
    const buyer = await ApiClient.signUp();
    const order = await buyer.reserve(ticket.id);
    await buyer.delete(`/api/orders/${order.id}`);
    await eventually(async () => {
      const subjects = [...(await mails(receiver)), ...(await mails(buyer.email))].map(
        ({ subject }) => subject,
      );
      expect(subjects).toEqual(
        expect.arrayContaining([
          `Ticket with id: ${report.body.id} created`,
          'Your ticket is reserved',
          'Your ticket is for sale again',
          'You have reserved a ticket',
          'Your order is cancelled',
        ]),
      );
    }, 60_000);
    for (const address of [receiver, buyer.email]) {
      expect(JSON.stringify(await mails(address))).not.toContain(said);
    }
    const inbox = await stranger.get('/api/notifications?type=INBOX');
    expect(JSON.stringify(inbox.body)).toContain(said);

    const token = await mailedToken(receiver, 'Confirm your address');
    expect((await ApiClient.visitor().post('/api/users/verify', { token })).status).toBe(200);
    await eventually(async () => {
      for (const href of held) expect((await stranger.get(href)).body).toMatchObject({ status: 'PROCESSED' });
    }, 60_000);
    expect((await mails(receiver)).filter(({ text }) => text.includes(said))).toHaveLength(held.length);
  });
});

describe('a request of ours to a server that somebody else names', () => {
  let canary: Server;
  let port = 0;
  const seen: string[] = [];

  beforeAll(async () => {
    canary = createServer((req, res) => {
      seen.push(`${req.method} ${req.url}`);
      res.end();
    });
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', () => resolve()));
    port = (canary.address() as AddressInfo).port;
  });

  afterAll(() => new Promise((resolve) => canary.close(resolve)));

  it('is never made: receivers are ids, and where they lead is only the configuration’s to say', async () => {
    const admin = await ApiClient.admin();
    const user = await ApiClient.signUp();
    const here = `127.0.0.1:${port}`;
    const receivers = [
      `http://${here}/hook`,
      `//${here}/hook`,
      `https://hooks.slack.com@${here}/T1/B1/x`,
      `T00000000/B00000000/../../../${here}`,
      `T00000000/B00000000/x@${here}`,
      `T00000000/B00000000/x?to=http://${here}`,
      `@${here}/T1/B1/x`,
      `#general/../../${here}`,
      `gopher://${here}/`,
      'http://169.254.169.254/latest/meta-data/',
      `x@[127.0.0.1]`,
    ];
    for (const receiver of receivers) {
      for (const type of ['SLACK', 'EMAIL', 'SMS']) {
        const { status } = await admin.post('/notification', { type, receiver, message: 'x' });
        expect(`${type} ${receiver} ${status}`).toBe(`${type} ${receiver} 400`);
      }
    }
    const addresses = '/api/notifications/preferences/addresses';
    for (const address of receivers.slice(0, 4)) {
      const { status } = await user.post(addresses, { channel: 'SLACK', address });
      expect(`${address} ${status}`).toBe(`${address} 400`);
    }
    // One that is good goes out meanwhile, so that what was taken before would have gone, too.
    const { body } = await admin.post<{ href: string }>('/notification', {
      type: 'SLACK',
      receiver: '#general',
      message: 'x',
    });
    await eventually(async () => {
      const shown = await admin.get<{ status: string }>(body.href);
      expect(shown.body.status).toBe('PROCESSED');
    });
    expect(seen).toEqual([]);
  });
});
