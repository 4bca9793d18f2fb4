import type { Channel } from '../domain/notification';
import type { Content, TemplateContext } from './content';
import { escapeSlack, headerText, shorten } from './escape';
import { layout } from './layout';

/** What a channel carries. */
export interface Rendered {
  subject?: string;
  text: string;
  html?: string;
}

/** Two concatenated SMS parts, in characters. */
export const longestSms = 306;

/**
 * Gives content the form of a channel: a mail has a text and an HTML part, Slack its own markup, an SMS is short, and the
 * app shows subject and text.
 */
export function render(
  channel: Channel,
  content: Content,
  context: TemplateContext,
  unsubscribeUrl?: string,
): Rendered {
  const subject = headerText(content.subject);
  const link = content.link && {
    label: content.link.label,
    url: new URL(content.link.path, `${context.webUrl}/`).href,
  };
  const note = content.answerable ? answerNote(context) : undefined;
  const body = content.paragraphs.join('\n\n');
  switch (channel) {
    case 'EMAIL':
      return {
        subject,
        text: mailText(body, { link, note, quote: content.quote, unsubscribeUrl }),
        html: layout({
          subject,
          paragraphs: content.paragraphs,
          ...(link ? { link } : {}),
          ...(note ? { note } : {}),
          ...(content.quote ? { quote: content.quote } : {}),
          ...(unsubscribeUrl ? { unsubscribeUrl } : {}),
        }),
      };
    case 'SLACK':
      return { subject, text: slackText(subject, body, link) };
    case 'SMS':
      return { text: smsText(content, link) };
    case 'INBOX':
      return { subject, text: body };
  }
}

interface Link {
  label: string;
  url: string;
}

interface MailParts {
  link: Link | undefined;
  note: string | undefined;
  quote: Content['quote'];
  unsubscribeUrl: string | undefined;
}

function answerNote({ answersAreRead }: TemplateContext): string {
  return answersAreRead
    ? 'Please answer on the page of the ticket. An answer to this mail reaches our mailbox, but is not shown there.'
    : 'Please answer on the page of the ticket. Nobody reads answers to this mail.';
}

function mailText(body: string, { link, note, quote, unsubscribeUrl }: MailParts): string {
  const parts = [body];
  if (link) parts.push(`${link.label}: ${link.url}`);
  if (note) parts.push(note);
  if (quote) parts.push(quote.heading, quote.text);
  if (unsubscribeUrl) parts.push(`-- \nUnsubscribe from messages like this: ${unsubscribeUrl}`);
  return parts.join('\n\n');
}

function slackText(subject: string, body: string, link: Link | undefined): string {
  const parts = [`*${escapeSlack(subject)}*`, escapeSlack(body)];
  if (link) parts.push(`<${escapeSlack(link.url)}|${escapeSlack(link.label)}>`);
  return parts.join('\n');
}

/** The subject and the first paragraph, cut so that the address stays whole. */
function smsText({ subject, paragraphs }: Content, link: Link | undefined): string {
  const said = [headerText(subject), headerText(paragraphs[0] ?? '')].filter(Boolean).join(': ');
  if (!link) return shorten(said, longestSms);
  const address = ` ${link.url}`;
  return `${shorten(said, Math.max(1, longestSms - address.length))}${address}`;
}
