import type { Channel, Rendered } from '../notification/notification';
import type { Content, TemplateContext } from '../rules/content';

/** Two concatenated SMS parts, in characters. */
export const MAX_SMS = 306;

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

interface MailContent {
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

function mailText(body: string, { link, note, quote, unsubscribeUrl }: MailContent): string {
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
  if (!link) return shorten(said, MAX_SMS);
  const address = ` ${link.url}`;
  return `${shorten(said, Math.max(1, MAX_SMS - address.length))}${address}`;
}

/** The parts of a mail's HTML; all but the addresses are plain text. */
export interface LayoutContent {
  subject: string;
  paragraphs: string[];
  link?: { label: string; url: string };
  note?: string;
  quote?: { heading: string; text: string };
  unsubscribeUrl?: string;
}

const font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** The one layout of all mails. Styles are inline because mail clients drop style sheets. */
export function layout({ subject, paragraphs, link, note, quote, unsubscribeUrl }: LayoutContent): string {
  const body = paragraphs.map((text) => `<p style="margin:0 0 16px;line-height:1.5">${withBreaks(text)}</p>`);
  if (link) {
    body.push(
      `<p style="margin:24px 0"><a href="${escapeHtml(link.url)}" style="background:#1d4ed8;border-radius:6px;color:#fff;` +
        `display:inline-block;padding:10px 18px;text-decoration:none">${escapeHtml(link.label)}</a></p>`,
    );
  }
  if (note) body.push(`<p style="color:#57606a;font-size:14px;margin:0 0 16px">${escapeHtml(note)}</p>`);
  if (quote) {
    body.push(
      `<p style="color:#57606a;margin:24px 0 8px">${escapeHtml(quote.heading)}</p>`,
      `<blockquote style="border-left:3px solid #d0d7de;color:#57606a;line-height:1.5;margin:0;padding:0 0 0 12px">` +
        `${withBreaks(quote.text)}</blockquote>`,
    );
  }
  const footer = unsubscribeUrl
    ? `<p style="color:#57606a;font-size:12px;margin:24px 0 0"><a href="${escapeHtml(unsubscribeUrl)}" ` +
      `style="color:#57606a">Unsubscribe</a> from messages like this.</p>`
    : '';
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>`,
    `<body style="background:#f6f8fa;color:#1f2328;${font};margin:0;padding:24px">`,
    '<main style="background:#fff;border:1px solid #d0d7de;border-radius:8px;margin:0 auto;max-width:560px;padding:24px">',
    `<h1 style="font-size:20px;margin:0 0 16px">${escapeHtml(subject)}</h1>`,
    ...body,
    footer,
    '</main>',
    '</body>',
    '</html>',
  ].join('\n');
}

function withBreaks(text: string): string {
  return escapeHtml(text).replace(/\r\n|\r|\n/g, '<br>');
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Makes text safe between tags and within quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/**
 * Makes text safe for Slack: without `<` nobody can mention a channel or hide a link behind a word.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export function escapeSlack(text: string): string {
  return text.replace(/[&<>]/g, (character) => entities[character] ?? character);
}

/** The longest subject line, in characters. */
export const MAX_SUBJECT = 200;

/**
 * Makes text safe as a mail header: one line, no control characters, no characters that turn the direction of writing,
 * at most 200 characters.
 */
export function headerText(text: string): string {
  const line = text
    // Defence: a subject begins no header → .replace(/[\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return shorten(line, MAX_SUBJECT);
}

/** Cuts text to at most `length` characters, counted as people count them, saying so with an ellipsis. */
export function shorten(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
