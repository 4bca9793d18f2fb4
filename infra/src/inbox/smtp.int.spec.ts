import { createTransport } from 'nodemailer';
import { type Inbox, startInbox } from './inbox';

const uuid = '0f8fad5b-d9cb-469f-a165-70867728950e';

describe('the inbox as a mail server', () => {
  let inbox: Inbox;
  const send = (
    subject = 'Ticket with id: 1 created',
    headers: Record<string, string> = {},
    socketTimeout = 20_000,
  ) => {
    const transport = createTransport({ url: inbox.smtpUrl, socketTimeout });
    return transport
      .sendMail({
        from: 'Ticketing <no-reply@example.com>',
        to: ['ann@example.com', 'ben@example.com'],
        subject,
        text: 'Zwölf Boxkämpfer\n',
        html: '<p>Zwölf Boxkämpfer</p>',
        headers,
      })
      .finally(() => transport.close());
  };
  const api = async (path: string, method = 'GET', body?: object): Promise<unknown> => {
    const response = await fetch(`${inbox.url}${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
    });
    const text = await response.text();
    return text ? (JSON.parse(text) as unknown) : undefined;
  };
  const fault = (kind: string): Promise<unknown> => api('/api/faults', 'POST', { channel: 'email', kind });

  beforeAll(async () => {
    inbox = await startInbox();
  });

  beforeEach(async () => {
    await api('/api/messages', 'DELETE');
    await api('/api/faults', 'DELETE');
  });

  afterAll(() => inbox.stop());

  it('keeps a mail with all its receivers', async () => {
    await send(undefined, { 'X-Notification-Id': uuid });
    expect(await api('/api/messages?to=ben@example.com')).toEqual([
      expect.objectContaining({
        channel: 'email',
        from: 'no-reply@example.com',
        to: ['ann@example.com', 'ben@example.com'],
        subject: 'Ticket with id: 1 created',
        text: 'Zwölf Boxkämpfer',
        uuid,
      }),
    ]);
  });

  it('lists what came with a mail by its name', async () => {
    const transport = createTransport({ url: inbox.smtpUrl });
    const attachments = [
      { filename: 'tickets.pdf', content: Buffer.from('%PDF-'), contentType: 'application/pdf' },
    ];
    await transport.sendMail({ from: 'a@example.com', to: 'ben@example.com', text: 'Hi', attachments });
    transport.close();
    expect(await api('/api/messages')).toMatchObject([{ text: 'Hi', attachments: ['tickets.pdf'] }]);
  });

  it('knows a mail sent twice by its message id', async () => {
    await send('once', { 'Message-ID': `<${uuid}@example.com>` });
    await send('twice', { 'Message-ID': `<${uuid}@example.com>` });
    expect(await api('/api/stats')).toMatchObject({ duplicates: 1, duplicated: { [uuid]: 2 } });
  });

  it.each([
    ['429', 450],
    ['503', 421],
    ['400', 550],
  ])('answers a fault of kind %s with %d and keeps nothing', async (kind, responseCode) => {
    await fault(kind);
    await expect(send()).rejects.toMatchObject({ responseCode });
    expect(await api('/api/messages')).toEqual([]);
    await send();
  });

  it('lets a fault meet only mails to the receiver that it names', async () => {
    const order = { channel: 'email', kind: '400' };
    await api('/api/faults', 'POST', { ...order, to: 'eve@example.com' });
    await send();
    await api('/api/faults', 'POST', { ...order, to: 'ben@example.com' });
    await expect(send()).rejects.toMatchObject({ responseCode: 550 });
  });

  it('keeps the mail and cuts the connection', async () => {
    await fault('drop-after-accept');
    await expect(send()).rejects.toThrow();
    expect(await api('/api/messages')).toHaveLength(1);
  });

  it('never answers', async () => {
    await fault('hang');
    await expect(send(undefined, undefined, 500)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    expect(await api('/api/messages')).toEqual([]);
  });
});
