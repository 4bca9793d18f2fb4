import type { AddressInfo, Socket } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Fault, Faults } from './faults';
import { findUuid } from './find-uuid';
import type { MessageStore } from './message-store';

const MAX_BYTES = 10 * 1024 * 1024;

export interface SmtpInbox {
  url: string;
  stop(): Promise<void>;
}

/** Starts an SMTP server that takes every mail, and delivers none. */
export async function startSmtp(
  store: MessageStore,
  faults: Faults,
  port = 0,
  host = '127.0.0.1',
): Promise<SmtpInbox> {
  const sockets = new Map<number | undefined, Socket>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: MAX_BYTES,
    onAuth: (auth, _session, callback) => callback(null, { user: auth.username ?? 'anyone' }),
    onData: (stream, session, callback) => {
      void receive(stream).then(async (raw) => {
        const receivers = session.envelope.rcptTo.map(({ address }) => address);
        const fault = faults.take('email', receivers);
        if (fault?.kind === 'hang') return;
        const refusal = fault && toRefusal(fault);
        if (refusal) return callback(refusal);
        const message = store.add(await readMail(raw, session));
        if (fault?.kind === 'drop-after-accept') sockets.get(session.remotePort)?.destroy();
        else callback(null, `Kept as ${message.id}`);
      }, callback);
    },
  });
  server.server.on('connection', (socket: Socket) => {
    const { remotePort } = socket;
    sockets.set(remotePort, socket);
    socket.once('close', () => sockets.delete(remotePort));
  });
  // A client that breaks off midway is its own business.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    url: `smtp://${host}:${(server.server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets.values()) socket.destroy();
      }),
  };
}

async function receive(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  if (stream.sizeExceeded) throw Object.assign(new Error('Too large'), { responseCode: 552 });
  return Buffer.concat(chunks);
}

async function readMail(
  raw: Buffer,
  session: SMTPServerSession,
): Promise<Parameters<MessageStore['add']>[0]> {
  const mail = await PostalMime.parse(raw);
  const header = (name: string): string | undefined => mail.headers.find(({ key }) => key === name)?.value;
  const { mailFrom, rcptTo } = session.envelope;
  const attachments = mail.attachments.map(({ filename }) => filename ?? '');
  return {
    channel: 'email',
    from: mail.from?.address ?? (mailFrom ? mailFrom.address : ''),
    to: rcptTo.map(({ address }) => address),
    subject: mail.subject ?? '',
    text: (mail.text ?? '').replace(/\n+$/, ''),
    ...(attachments.length > 0 && { attachments }),
    uuid: findUuid(header('x-notification-id'), header('x-entity-ref-id'), mail.messageId),
  };
}

/** SMTP's words for the faults; it has none for Retry-After. */
function toRefusal({ kind }: Fault): Error | undefined {
  const refusals: Partial<Record<Fault['kind'], [number, string]>> = {
    429: [450, '4.7.1 Too many messages, try again later'],
    503: [421, '4.3.2 Service not available'],
    400: [550, '5.1.1 No such mailbox'],
  };
  const refusal = refusals[kind];
  return refusal && Object.assign(new Error(refusal[1]), { responseCode: refusal[0] });
}
