import type { Content } from './content';

/** To an engineer: an admin has approved the account. */
export function engineerApproved(): Content {
  return {
    subject: 'Your account is approved',
    paragraphs: [
      'An admin has approved your account as an engineer. Reports are assigned to you from now on.',
    ],
    link: { label: 'Go to the help desk', path: '/support' },
  };
}

/** To admins: an engineer can do nothing before one of them approves. */
export function engineerWaiting({ name, email }: { name: string; email: string }): Content {
  return {
    subject: 'An engineer waits for approval',
    paragraphs: [
      `${name ? `${name} (${email})` : email} has opened an account as an engineer and waits for approval.`,
    ],
    link: { label: 'Approve or refuse', path: `/admin/users?status=pending&q=${encodeURIComponent(email)}` },
  };
}
