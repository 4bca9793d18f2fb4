import type { Content } from './content';

/** Said by an admin to many. */
export function broadcast(message: string, subject: string | undefined): Content {
  return { subject: subject ?? 'An announcement', paragraphs: message.split(/\n{2,}/) };
}
