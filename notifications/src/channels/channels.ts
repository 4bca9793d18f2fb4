import type { Environment } from '../environment';
import { type OutgoingChannel, outgoingChannels } from '../notification/notification';
import { EmailProvider } from './email';
import { type Provider, SinkProvider, UnconfiguredProvider } from './provider';
import { SlackProvider, webhookIdIn } from './slack';
import { SmsProvider } from './sms';

/** The provider of each channel, as far as the environment configures it. */
export function buildProviders(env: Environment): Record<OutgoingChannel, Provider> {
  const { SINK_FILE: sink } = env;
  if (sink !== undefined) {
    const sinks = outgoingChannels.map((channel) => [
      channel,
      new SinkProvider(sink, `sink-${channel.toLowerCase()}`),
    ]);
    return Object.fromEntries(sinks) as Record<OutgoingChannel, Provider>;
  }
  return { EMAIL: email(env), SLACK: slack(env), SMS: sms(env) };
}

/** Who gets what names no receiver, for the channels that have somebody. */
export function defaultReceivers(env: Environment): Partial<Record<OutgoingChannel, string>> {
  const { MAIL_DEFAULT_RECEIVER, SLACK_DEFAULT_CHANNEL, SLACK_WEBHOOK_URL, SMS_DEFAULT_RECEIVER } = env;
  const slackDefault = SLACK_DEFAULT_CHANNEL ?? (SLACK_WEBHOOK_URL && webhookIdIn(SLACK_WEBHOOK_URL));
  return {
    ...(MAIL_DEFAULT_RECEIVER !== undefined && { EMAIL: MAIL_DEFAULT_RECEIVER }),
    ...(slackDefault !== undefined && { SLACK: slackDefault }),
    ...(SMS_DEFAULT_RECEIVER !== undefined && { SMS: SMS_DEFAULT_RECEIVER }),
  };
}

function email(env: Environment): Provider {
  const { SMTP_URL, MAIL_FROM, SUPPORT_REPLY_TO, EMAIL_CONCURRENCY, PROVIDER_TIMEOUT_MS } = env;
  if (SMTP_URL === undefined || MAIL_FROM === undefined) {
    return new UnconfiguredProvider('smtp', 'SMTP_URL and MAIL_FROM');
  }
  return new EmailProvider({
    url: SMTP_URL,
    from: MAIL_FROM,
    ...(SUPPORT_REPLY_TO !== undefined && { replyTo: SUPPORT_REPLY_TO }),
    connections: EMAIL_CONCURRENCY,
    timeoutMs: PROVIDER_TIMEOUT_MS,
  });
}

function slack(env: Environment): Provider {
  const { SLACK_WEBHOOK_URL, SLACK_API_URL, SLACK_BOT_TOKEN, PROVIDER_TIMEOUT_MS } = env;
  if (SLACK_WEBHOOK_URL === undefined && SLACK_BOT_TOKEN === undefined) {
    return new UnconfiguredProvider('slack', 'SLACK_WEBHOOK_URL or SLACK_BOT_TOKEN');
  }
  return new SlackProvider({
    timeoutMs: PROVIDER_TIMEOUT_MS,
    ...(SLACK_WEBHOOK_URL !== undefined && { webhookUrl: SLACK_WEBHOOK_URL }),
    ...(SLACK_API_URL !== undefined && { apiUrl: SLACK_API_URL }),
    ...(SLACK_BOT_TOKEN !== undefined && { botToken: SLACK_BOT_TOKEN }),
  });
}

function sms(env: Environment): Provider {
  const { SMS_ACCOUNT_SID, SMS_AUTH_TOKEN, SMS_FROM, SMS_API_URL, PROVIDER_TIMEOUT_MS } = env;
  if (SMS_ACCOUNT_SID === undefined || SMS_AUTH_TOKEN === undefined || SMS_FROM === undefined) {
    return new UnconfiguredProvider('twilio', 'SMS_ACCOUNT_SID, SMS_AUTH_TOKEN and SMS_FROM');
  }
  return new SmsProvider({
    accountSid: SMS_ACCOUNT_SID,
    authToken: SMS_AUTH_TOKEN,
    from: SMS_FROM,
    timeoutMs: PROVIDER_TIMEOUT_MS,
    ...(SMS_API_URL !== undefined && { apiUrl: SMS_API_URL }),
  });
}
