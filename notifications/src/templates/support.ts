import type { Content } from './content';

/** A support ticket, as far as its stakeholders are told of it. */
export interface SupportFacts {
  id: string;
  description: string;
}

/** To reporter and assignee. */
export function supportCreated(ticket: SupportFacts): Content {
  return about(ticket, 'created');
}

/** To all stakeholders. */
export function supportUpdated(ticket: SupportFacts): Content {
  return about(ticket, 'updated');
}

/** The subject lines are fixed: people filter their mail by them. */
function about({ id, description }: SupportFacts, what: 'created' | 'updated'): Content {
  return {
    subject: `Ticket with id: ${id} ${what}`,
    paragraphs: [description],
    link: { label: 'See the ticket', path: `/support/${encodeURIComponent(id)}` },
    verbatim: true,
  };
}
