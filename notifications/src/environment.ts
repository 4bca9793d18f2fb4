import {
  baseEnvironment,
  integer,
  jwtEnvironment,
  mongoEnvironment,
  natsEnvironment,
  redisEnvironment,
  url,
} from '@ticketing/common/service';
import { z } from 'zod';
import { checkReceiver } from './channels/receiver';
import type { OutgoingChannel } from './notification/notification';

const receiverSetting = (type: OutgoingChannel) =>
  z.string().transform((value, context) => {
    const checked = checkReceiver(type, value);
    if ('receiver' in checked) return checked.receiver;
    context.addIssue({ code: 'custom', message: checked.fault });
    return z.NEVER;
  });

/** Ways out. A channel without its variables refuses what it is given, which then is a dead letter. */
const providers = {
  SMTP_URL: url('smtp', 'smtps').optional(),
  /** `Tickets <no-reply@example.com>`, or a bare address. */
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*[^\s<>@]+@[^\s<>@]+>?$/, 'must hold an email address')
    .optional(),
  /** A mailbox that somebody reads: answers to mails go there. */
  SUPPORT_REPLY_TO: receiverSetting('EMAIL').optional(),
  /** Who gets a mail that names no receiver. */
  MAIL_DEFAULT_RECEIVER: receiverSetting('EMAIL').optional(),
  /** Base of incoming webhooks; a whole webhook is also the default for what names no receiver. */
  SLACK_WEBHOOK_URL: url('https', 'http').optional(),
  SLACK_API_URL: url('https', 'http').optional(),
  SLACK_BOT_TOKEN: z.string().optional(),
  SLACK_DEFAULT_CHANNEL: receiverSetting('SLACK').optional(),
  SMS_API_URL: url('https', 'http').optional(),
  SMS_ACCOUNT_SID: z.string().optional(),
  SMS_AUTH_TOKEN: z.string().optional(),
  SMS_FROM: z.string().optional(),
  SMS_DEFAULT_RECEIVER: receiverSetting('SMS').optional(),
  /** For load tests: pushes go nowhere but into this file, a line with the uuid each. */
  SINK_FILE: z.string().optional(),
};

const delivery = {
  /** `off` leaves delivery to other replicas: this one only takes notifications in. */
  DELIVERY: z.enum(['on', 'off']).default('on'),
  EMAIL_CONCURRENCY: integer(1, 500).default(20),
  SLACK_CONCURRENCY: integer(1, 500).default(10),
  SMS_CONCURRENCY: integer(1, 500).default(10),
  /** Notifications claimed at once, per channel. */
  DELIVERY_BATCH: integer(1, 5_000).default(500),
  /** How long a worker may keep what it claimed; longer than any push. */
  LEASE_SECONDS: integer(2, 3_600).default(60),
  PROVIDER_TIMEOUT_MS: integer(100, 600_000).default(15_000),
  /** Bound of the first wait after a failed push; it doubles with each of the five retries. */
  RETRY_BASE_MS: integer(1, 3_600_000).default(5_000),
  RETRY_CAP_MS: integer(1, 86_400_000).default(600_000),
  /** Notifications per receiver and channel; 0 is no limit. */
  RATE_LIMIT_PER_MINUTE: integer(0, 1_000_000).default(10),
  RATE_LIMIT_BURST: integer(1, 1_000_000).default(20),
  /** Text messages a day, codes included: each costs money, whoever asked for it. */
  SMS_PER_DAY: integer(1, 10_000_000).default(1_000),
  /** How long what follows a message about the same thing to the same user is gathered for the next one; 0 gathers nothing. */
  MAIL_WINDOW_SECONDS: integer(0, 86_400).default(60),
  /** How long a channel pauses whose provider fails, before one push is tried. */
  BREAKER_PAUSE_MS: integer(10, 3_600_000).default(10_000),
};

/** What this service reads from the environment. */
export const environment = z
  .object({
    ...baseEnvironment,
    ...mongoEnvironment,
    ...natsEnvironment,
    ...redisEnvironment,
    ...jwtEnvironment,
    ...providers,
    ...delivery,
    /** The port for the platform's own services; never on the ingress. 0 picks a free one. */
    INTERNAL_PORT: integer(0, 65_535).default(8020),
    /** Signs links and codes in mails; without it `JWT_KEY` does. */
    LINK_KEY: z.string().min(32, 'must have 32 characters or more').optional(),
    /** What those services send as `Authorization: Bearer`; always set in production. */
    NOTIFICATIONS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
    /** Notifications that an account may ask for within an hour, singly or in batches. */
    NOTIFICATIONS_PER_ACCOUNT: integer(1, 1_000_000_000).default(100),
    /** Where people reach the web pages; links in mails begin with it. */
    PUBLIC_URL: url('https', 'http').default('http://localhost:8080'),
  })
  .superRefine(
    (env, context) => {
      const fault = (name: string, message: string) =>
        context.addIssue({ code: 'custom', path: [name], message });
      const production = env.NODE_ENV === 'production';
      if (!env.LINK_KEY && !env.JWT_KEY) fault('LINK_KEY', 'is required without JWT_KEY');
      if (production && !env.NOTIFICATIONS_TOKEN) fault('NOTIFICATIONS_TOKEN', 'is required in production');
      if (production && env.SINK_FILE) fault('SINK_FILE', 'must not be set in production');
      if (env.SMTP_URL && !env.MAIL_FROM) fault('MAIL_FROM', 'is required with SMTP_URL');
      if (env.SMS_ACCOUNT_SID && !env.SMS_AUTH_TOKEN)
        fault('SMS_AUTH_TOKEN', 'is required with SMS_ACCOUNT_SID');
      if (env.SMS_ACCOUNT_SID && !env.SMS_FROM) fault('SMS_FROM', 'is required with SMS_ACCOUNT_SID');
      if (env.LEASE_SECONDS * 1000 < 2 * env.PROVIDER_TIMEOUT_MS) {
        fault('LEASE_SECONDS', 'must be at least twice PROVIDER_TIMEOUT_MS');
      }
    },
    // Whatever else is wrong: all faults are told at once.
    { when: () => true },
  );

export type Environment = z.infer<typeof environment>;
