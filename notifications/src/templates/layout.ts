import { escapeHtml } from './escape';

/** The parts of a mail's HTML; all but the addresses are plain text. */
export interface LayoutParts {
  subject: string;
  paragraphs: string[];
  link?: { label: string; url: string };
  note?: string;
  quote?: { heading: string; text: string };
  unsubscribeUrl?: string;
}

const font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** The one layout of all mails. Styles are inline because mail clients drop style sheets. */
export function layout({ subject, paragraphs, link, note, quote, unsubscribeUrl }: LayoutParts): string {
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
