/** What is to be said, before any channel gives it a form. Everything in it is plain text, not yet escaped. */
export interface Content {
  subject: string;
  /** One thought each; a newline within one is kept. */
  paragraphs: string[];
  /** Where in the browser client it is seen whole: a path such as `/orders/665f…`. */
  link?: { label: string; path: string };
  /** It can be answered on the page it links to: a mail says so, and what becomes of an answer to the mail itself. */
  answerable?: boolean;
  /** Shown below by mail only, and told apart from what is new. */
  quote?: { heading: string; text: string };
}

/** What may hold words of people: mailed to an address that isn't proven, it is said in fixed ones. */
export interface IntentContent extends Content {
  fixedSubject: string;
}

/** What the templates need to know of where they run. */
export interface TemplateContext {
  /** Origin of the browser client, without a slash at its end. */
  webUrl: string;
  /** Mails have a Reply-To that somebody reads; default false. */
  answersAreRead?: boolean;
  /** ISO 4217 code of the unit of all prices; default USD. */
  currency?: string;
  /** IANA name of the zone times are shown in; default UTC. */
  timeZone?: string;
}

/** Made once for each currency and each zone: making one takes longer than a hundred prices. */
const moneyFormats = new Map<string, Intl.NumberFormat>();
const timeFormats = new Map<string, Intl.DateTimeFormat>();

/** A price as people write it: `$1,234.50`. */
export function formatMoney(amount: number, { currency = 'USD' }: { currency?: string | undefined }): string {
  let format = moneyFormats.get(currency);
  if (!format) {
    format = new Intl.NumberFormat('en-US', { style: 'currency', currency: currency.toUpperCase() });
    moneyFormats.set(currency, format);
  }
  return format.format(amount);
}

/** A time as people write it, with its zone: `21 Nov 2026, 03:48 UTC`. @param iso an ISO 8601 time */
export function formatTime(iso: string, { timeZone = 'UTC' }: Pick<TemplateContext, 'timeZone'>): string {
  let format = timeFormats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone,
      timeZoneName: 'short',
    });
    timeFormats.set(timeZone, format);
  }
  return format.format(new Date(iso));
}

/** A span of time as people say it: `5 minutes`, `1 minute`, `40 seconds`. Rounded down, at least a second. */
export function formatSpan(ms: number): string {
  const seconds = Math.max(1, Math.floor(ms / 1000));
  const [count, unit] = seconds < 60 ? [seconds, 'second'] : [Math.floor(seconds / 60), 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Several things that happened, oldest first, each below its time. */
export function timedParagraphs(
  entries: readonly { time: string; paragraphs: readonly string[] }[],
  context: TemplateContext,
): string[] {
  return entries.flatMap(({ time, paragraphs: [first = '', ...more] }) => [
    `${formatTime(time, context)}\n${first}`,
    ...more,
  ]);
}

/**
 * What a mail says to an address that isn't proven: that something has happened, and where it is seen. Whoever has opened an
 * account under somebody else's address would otherwise choose what they are mailed.
 */
export function fixedContent({ fixedSubject, link }: IntentContent): Content {
  return {
    subject: fixedSubject,
    paragraphs: [
      `${fixedSubject}.`,
      'The page shows the rest. Mails to this address say no more until it is confirmed. If you have not opened an account, ignore this mail.',
    ],
    // A query may hold what somebody has typed.
    ...(link && { link: { label: 'See it', path: link.path.replace(/[?#].*$/, '') } }),
  };
}

/** Said by an admin to many. */
export function broadcast(message: string, subject: string | undefined): IntentContent {
  const fixedSubject = 'An announcement';
  return { subject: subject ?? fixedSubject, fixedSubject, paragraphs: message.split(/\n{2,}/) };
}
