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
