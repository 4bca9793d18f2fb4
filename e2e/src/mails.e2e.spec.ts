import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiClient, eventually } from '@ticketing/harness';

interface Message {
  to: string[];
  subject: string;
  text: string;
}

/** What other specs had sent may be on its way before, milliseconds. */
const BACKLOG_MS = 60_000;

/** What the inbox has taken of one channel, for one receiver or for all. */
async function messages(channel: 'email' | 'slack' | 'sms', to?: string): Promise<Message[]> {
  const query = new URLSearchParams({
    channel,
    limit: '1000',
    ...(to === undefined ? {} : { to }),
  }).toString();
  return (await (await fetch(`${process.env['TEST_INBOX_URL']}/api/messages?${query}`)).json()) as Message[];
}
/** The mails to an address but the one that proves it. */
const readMails = async (to: string) =>
  (await messages('email', to)).filter(({ subject }) => subject !== 'Confirm your address');

describe('the mails of a sale', () => {
  it('tell seller and buyer of each step once', async () => {
    const [seller, buyer] = await Promise.all([
      ApiClient.signUp({ verified: true }),
      ApiClient.signUp({ verified: true }),
    ]);
    const ticket = await seller.sell(20, 'A night of <jazz> & rain');
    // Given up at once, before a reminder is due.
    const order = await buyer.reserve(ticket.id);
    await buyer.delete(`/api/orders/${order.id}`);
    await eventually(async () => {
      expect(await readMails(buyer.email)).toHaveLength(2);
      expect(await readMails(seller.email)).toHaveLength(2);
    }, BACKLOG_MS);
    const mails = [...(await readMails(buyer.email)), ...(await readMails(seller.email))];
    expect(new Set(mails.map(({ subject }) => subject)).size).toBe(4);
    for (const mail of mails) {
      expect(mail.subject).toContain('A night of <jazz> & rain');
      expect(mail.to).toHaveLength(1);
    }
  });
});

/** The example calls of the README, as its reader would copy them: path and body of each. */
function examples(): { path: string; body: Record<string, unknown> }[] {
  const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
  const calls = readme.matchAll(/curl -X POST http:\/\/localhost:8020(\S+) [^\n]*\\\n\s*-d '([^\n]*)'/g);
  return [...calls].map(([, path = '', body = '']) => ({
    path,
    body: JSON.parse(body) as Record<string, unknown>,
  }));
}

describe('the calls to the internal port that the README shows', () => {
  const post = (path: string, body: unknown) =>
    fetch(`${process.env['TEST_INTERNAL_NOTIFICATIONS_URL']}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('are of all kinds', () => {
    expect(examples().map(({ path, body }) => `${path} ${Object.keys(body).sort().join()}`)).toEqual([
      '/notification message,receiver,type',
      '/notification destination,txt,uuid',
      '/notifiServ/api/v1/notifications content,recipientEmails,requester,subject,ticketId',
    ]);
  });

  it.each(examples())('$path is accepted: $body', async ({ path, body }) => {
    const answer = await post(path, body);
    expect(answer.status).toBe(202);
    const shown = (await answer.json()) as Record<string, unknown>;
    expect(shown['status']).toBe(path === '/notification' ? 'ACCEPTED' : 'Accepted Request');
  });

  it('reach the inbox, as a mail and as a message of each kind', async () => {
    const receiver = `${randomUUID()}@example.com`;
    const other = `${randomUUID()}@example.com`;
    await post('/notification', { type: 'EMAIL', message: 'Hello World', receiver });
    await post('/notifiServ/api/v1/notifications', {
      subject: 'Ticket with id [ 1 ] has been created',
      content: 'Ticket has been created. User is having some issues',
      receipientEmails: `${receiver}, ${other}`,
      requester: 'Vishwa Mohan',
      ticketId: 'qqwe2314355521',
    });
    const text = `Hello ${randomUUID()}`;
    await post('/notification', { txt: text, destination: 'EMAIL', uuid: randomUUID() });
    await post('/notification', { txt: text, destination: 'SLACK', uuid: randomUUID() });
    await post('/notification', { type: 'SMS', message: text, receiver: '+15005550006' });
    await eventually(async () => {
      expect(await messages('email', receiver)).toHaveLength(2);
      expect(await messages('email', other)).toHaveLength(1);
      for (const channel of ['email', 'slack', 'sms'] as const) {
        const all = await messages(channel);
        expect(all.filter((message) => message.text.includes(text))).toHaveLength(1);
      }
    }, BACKLOG_MS);
  });
});
