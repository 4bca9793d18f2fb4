import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail that the server has taken. */
export interface TakenMail {
  from: string;
  to: string;
  /** As it came, headers and all. */
  raw: string;
}

/**
 * What the server does with a mail: takes it, answers with a reply of its own, never answers, or takes it and cuts the
 * connection before it says so.
 */
export type SmtpFault = { reply: number; text?: string } | 'hang' | 'drop-after-accept';

/** A mail server on 127.0.0.1 that keeps what it takes. */
export interface TestSmtp {
  url: string;
  mails: TakenMail[];
  /** What happens to the next mail; undefined takes it. */
  fault: (nth: number) => SmtpFault | undefined;
  /** Asked before a mail is taken: the mail waits until it resolves. */
  hold?: (() => Promise<unknown>) | undefined;
  /** Mails that were offered whole, taken or not. */
  offered: number;
  stop: () => Promise<void>;
}

/** Starts a mail server that takes any mail without asking who sends it. */
export async function startSmtp(port = 0): Promise<TestSmtp> {
  const sockets = new Set<Socket>();
  const bySession = new Map<number | undefined, Socket>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        smtp.offered += 1;
        const fault = smtp.fault(smtp.offered);
        if (fault === 'hang') return;
        if (fault !== undefined && fault !== 'drop-after-accept') {
          return done(Object.assign(new Error(fault.text ?? 'fault'), { responseCode: fault.reply }));
        }
        const { mailFrom, rcptTo } = session.envelope;
        const mail = {
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address).join(','),
          raw: Buffer.concat(parts).toString('utf8'),
        };
        void Promise.resolve(smtp.hold?.()).then(() => {
          smtp.mails.push(mail);
          if (fault === 'drop-after-accept') bySession.get(session.remotePort)?.destroy();
          else done(null, `kept as ${smtp.mails.length}`);
        });
      });
    },
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    bySession.set(socket.remotePort, socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const smtp: TestSmtp = {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails: [],
    fault: () => undefined,
    offered: 0,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  return smtp;
}

/** A header of a mail, unfolded; undefined when it has none of that name. */
export function mailHeader(mail: TakenMail | undefined, name: string): string | undefined {
  const head = (mail?.raw ?? '').split(/\r?\n\r?\n/)[0]?.replace(/\r?\n[ \t]+/g, ' ') ?? '';
  const line = head.split(/\r?\n/).find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line?.slice(name.length + 1).trim();
}

/** The uuid in a mail's Message-ID. */
export function mailUuid(mail: TakenMail): string {
  return /<([0-9a-f-]{36})@/.exec(mailHeader(mail, 'Message-ID') ?? '')?.[1] ?? '';
}
