import { randomUUID } from 'node:crypto';
import { mailHeader, type SmtpFault, startSmtp, type TestSmtp } from '../testing/smtp-server';
import { EmailProvider } from './email';

let smtp: TestSmtp;
const providers: EmailProvider[] = [];
const uuid = randomUUID();
const message = { uuid, receiver: 'test@gmail.com', subject: 'Hello', text: 'Hello World' };

function email(url = smtp.url, timeoutMs = 20_000, replyTo?: string): EmailProvider {
  const from = 'Ticketing <no-reply@ticketing.dev>';
  const provider = new EmailProvider({ url, from, connections: 2, timeoutMs, ...(replyTo && { replyTo }) });
  providers.push(provider);
  return provider;
}

beforeAll(async () => {
  smtp = await startSmtp();
});
beforeEach(() => {
  smtp.mails.length = 0;
  smtp.fault = () => undefined;
});
afterEach(() => {
  for (const provider of providers.splice(0)) provider.close();
});
afterAll(() => smtp.stop());

describe('a mail', () => {
  it('arrives, with the uuid in its Message-ID, and the answer tells who has it', async () => {
    const outcome = await email().send({ ...message, html: '<p>Hello World</p>' });
    expect(outcome).toEqual({
      kind: 'accepted',
      messageId: `<${uuid}@ticketing.dev>`,
      response: expect.stringContaining('250'),
      accepted: ['test@gmail.com'],
      rejected: [],
    });
    const [mail] = smtp.mails;
    expect(mail).toMatchObject({ from: 'no-reply@ticketing.dev', to: 'test@gmail.com' });
    expect(mailHeader(mail, 'Message-ID')).toBe(`<${uuid}@ticketing.dev>`);
    expect(mailHeader(mail, 'Subject')).toBe('Hello');
    expect(mailHeader(mail, 'Auto-Submitted')).toBe('auto-generated');
    expect(mailHeader(mail, 'List-Unsubscribe')).toBeUndefined();
    expect(mail?.raw).toContain('<p>Hello World</p>');
  });

  it('has its attachments', async () => {
    const content = Buffer.from('%PDF-1.7 made up');
    const attachments = [{ filename: 'tickets.pdf', contentType: 'application/pdf', content }];
    await email().send({ ...message, attachments });
    const raw = smtp.mails[0]?.raw ?? '';
    expect(raw).toContain('Content-Type: application/pdf; name=tickets.pdf');
    expect(raw).toContain('Content-Disposition: attachment; filename=tickets.pdf');
    expect(raw).toContain(content.toString('base64'));
  });

  it('can be ended with one click, where that is offered', async () => {
    await email().send({ ...message, unsubscribeUrl: 'https://tickets.example/unsubscribe?token=x' });
    const [mail] = smtp.mails;
    expect(mailHeader(mail, 'List-Unsubscribe')).toBe('<https://tickets.example/unsubscribe?token=x>');
    expect(mailHeader(mail, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
  });

  it('belongs to a conversation, and says where answers go', async () => {
    const provider = email(smtp.url, 20_000, 'desk@ticketing.dev');
    const threadId = randomUUID();
    await provider.send({ ...message, threadId });
    await provider.send({ ...message, uuid: randomUUID(), threadId });
    await provider.send({ ...message, uuid: randomUUID() });
    const [first, second, other] = smtp.mails;
    for (const mail of [first, second]) {
      expect(mailHeader(mail, 'In-Reply-To')).toBe(`<${threadId}@ticketing.dev>`);
      expect(mailHeader(mail, 'References')).toBe(`<${threadId}@ticketing.dev>`);
      expect(mailHeader(mail, 'Reply-To')).toBe('desk@ticketing.dev');
    }
    expect(mailHeader(other, 'References')).toBeUndefined();
    await email().send({ ...message, uuid: randomUUID() });
    expect(mailHeader(smtp.mails[3], 'Reply-To')).toBeUndefined();
  });

  it('cannot be given further headers by its subject', async () => {
    await email().send({ ...message, subject: 'Hello\r\nBcc: other@example.com' });
    expect(smtp.mails[0]?.to).toBe('test@gmail.com');
    expect(mailHeader(smtp.mails[0], 'Bcc')).toBeUndefined();
  });

  it('shares a connection with others', async () => {
    const provider = email();
    await Promise.all(Array.from({ length: 20 }, () => provider.send({ ...message, uuid: randomUUID() })));
    expect(smtp.mails).toHaveLength(20);
  });

  it.each<[SmtpFault, object]>([
    [{ reply: 450 }, { kind: 'retry', code: '450', failsProvider: false }],
    [{ reply: 451 }, { kind: 'retry', code: '451', failsProvider: false }],
    [{ reply: 421 }, { kind: 'retry', code: '421', failsProvider: true }],
    [
      { reply: 550, text: '5.1.1 No such mailbox' },
      { kind: 'refused', code: '550', error: expect.stringContaining('No such') },
    ],
    [{ reply: 552 }, { kind: 'refused', code: '552' }],
    ['hang', { kind: 'retry', failsProvider: true }],
    ['drop-after-accept', { kind: 'retry', failsProvider: true }],
  ])('that meets %j', async (fault, outcome) => {
    const before = smtp.offered;
    smtp.fault = () => fault;
    // Only the one that hangs takes as long as that: long enough for the mail to be offered on a busy machine.
    expect(await email(smtp.url, 3_000).send(message)).toMatchObject(outcome);
    // Whether to offer it again is not the transport's to say.
    expect(smtp.offered - before).toBe(1);
  });

  it('goes well after one that did not', async () => {
    const provider = email();
    smtp.fault = () => 'drop-after-accept';
    await provider.send(message);
    smtp.fault = () => undefined;
    expect(await provider.send({ ...message, uuid: randomUUID() })).toMatchObject({ kind: 'accepted' });
  });

  it('waits when nobody listens', async () => {
    const gone = await startSmtp();
    await gone.stop();
    expect(await email(gone.url).send(message)).toMatchObject({ kind: 'retry', failsProvider: true });
  });
});
