import { eventually } from './eventually';

/** A mail as the local inbox lists it. */
export interface InboxMail {
  id: number;
  to: string[];
  subject: string;
  text: string;
  /** Names of the files that came with it. */
  attachments?: string[];
}

/** What was mailed to an address, oldest first. */
export async function mailsTo(email: string): Promise<InboxMail[]> {
  const query = new URLSearchParams({ channel: 'email', limit: '1000', to: email }).toString();
  const response = await fetch(`${process.env['TEST_INBOX_URL']}/api/messages?${query}`);
  return (await response.json()) as InboxMail[];
}

/** The token in the link of the newest mail with this subject, once it has come. */
export function mailedToken(email: string, subject: string, timeoutMs = 60_000): Promise<string> {
  return eventually(async () => {
    const mail = (await mailsTo(email)).findLast((each) => each.subject === subject);
    const token = /[#?&]token=([\w-]+)/.exec(mail?.text ?? '')?.[1];
    if (!token) throw new Error(`no mail "${subject}" has come to ${email}`);
    return token;
  }, timeoutMs);
}
