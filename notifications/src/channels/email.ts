import { createTransport, type Transporter } from 'nodemailer';
import { networkErrorOutcome, type PushOutcome } from '../delivery/push-outcome';
import { DEFAULT_PROVIDER_TIMEOUT_MS, type OutgoingMessage, type Provider, shorten } from './provider';

export interface EmailOptions {
  /** `smtp://user:password@host:port` or `smtps://…` */
  url: string;
  /** `Tickets <no-reply@example.com>` or a bare address. */
  from: string;
  /** Where answers go; without it to `from`. */
  replyTo?: string;
  /** How many connections the pool keeps at most. */
  connections: number;
  timeoutMs?: number;
}

interface SmtpError {
  code?: string;
  responseCode?: number;
  permanent?: boolean;
  response?: string;
  message: string;
}

/** Mail by SMTP, over a pool of connections. */
export class EmailProvider implements Provider {
  readonly name = 'smtp';
  private readonly transport: Transporter<{
    messageId: string;
    response: string;
    accepted: unknown[];
    rejected: unknown[];
  }>;
  private readonly domain: string;
  private readonly timeoutMs: number;

  constructor(private readonly options: EmailOptions) {
    this.timeoutMs = options.timeoutMs ?? DEFAULT_PROVIDER_TIMEOUT_MS;
    this.domain = /@([^\s>@]+)>?\s*$/.exec(options.from)?.[1] ?? 'localhost';
    this.transport = createTransport({
      url: options.url,
      pool: true,
      maxConnections: options.connections,
      // A connection that ends after DATA may have delivered: whether to push again is decided, and counted, by us.
      maxRequeues: 0,
      connectionTimeout: this.timeoutMs,
      greetingTimeout: this.timeoutMs,
      socketTimeout: this.timeoutMs,
      // A text of ours never names a file or an address to be read.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(message: OutgoingMessage): Promise<PushOutcome> {
    try {
      const info = await this.transport.sendMail({
        from: this.options.from,
        to: { name: '', address: message.receiver },
        subject: message.subject ?? 'Notification',
        text: message.text,
        ...(message.html !== undefined && { html: message.html }),
        messageId: `<${message.uuid}@${this.domain}>`,
        ...(this.options.replyTo !== undefined && { replyTo: this.options.replyTo }),
        ...this.thread(message),
        ...(message.attachments && { attachments: [...message.attachments] }),
        headers: mailHeaders(message),
        signal: AbortSignal.timeout(this.timeoutMs),
      });
      return {
        kind: 'accepted',
        messageId: info.messageId,
        response: shorten(info.response),
        accepted: info.accepted.map(String),
        rejected: info.rejected.map(String),
      };
    } catch (error) {
      return smtpErrorOutcome(error as SmtpError);
    }
  }

  /** A mail refers to the root of its thread, an id that no mail has: who joins late has no earlier mail to refer to. */
  private thread({ threadId }: OutgoingMessage): { inReplyTo?: string; references?: string } {
    if (threadId === undefined) return {};
    const root = `<${threadId}@${this.domain}>`;
    return { inReplyTo: root, references: root };
  }

  close(): void {
    this.transport.close();
  }
}

function mailHeaders(message: OutgoingMessage): Record<string, string> {
  const headers: Record<string, string> = {
    'Auto-Submitted': 'auto-generated',
    'X-Notification-Id': message.uuid,
  };
  if (message.unsubscribeUrl === undefined) return headers;
  return {
    ...headers,
    'List-Unsubscribe': `<${message.unsubscribeUrl}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}

/**
 * RFC 5321: a 5yz reply is for good, a 4yz reply passes. A reply to a message is about that message; only a server that
 * ends the connection (421), refuses our login or can't be reached at all is failing itself.
 */
export function smtpErrorOutcome(cause: SmtpError): PushOutcome {
  const { code, responseCode } = cause;
  const error = shorten(cause.response ?? cause.message);
  if (code === 'EAUTH' || code === 'ENOAUTH' || code === 'ETLS') {
    return { kind: 'retry', code, error, failsProvider: true };
  }
  if (!responseCode) {
    const ours = code === 'EENVELOPE' || code === 'EMESSAGE';
    return ours ? { kind: 'refused', code, error } : { ...networkErrorOutcome(cause), error };
  }
  if (cause.permanent) return { kind: 'refused', code: String(responseCode), error };
  const failsProvider = responseCode === 421 || code === 'EPROTOCOL' || code === 'ECONNECTION';
  return { kind: 'retry', code: String(responseCode), error, failsProvider };
}
