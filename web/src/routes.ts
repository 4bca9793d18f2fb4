/** Addresses of the pages, in one place. */
export const paths = {
  browse: '/',
  ticket: (id: string) => `/tickets/${id}`,
  editTicket: (id: string) => `/tickets/${id}/edit`,
  sell: '/sell',
  myTickets: '/my/tickets',
  orders: '/orders',
  order: (id: string) => `/orders/${id}`,
  signIn: '/signin',
  signUp: '/signup',
  inbox: '/inbox',
  preferences: '/preferences',
  help: '/support',
  newHelp: '/support/new',
  helpTicket: (id: string) => `/support/${id}`,
  users: '/admin/users',
  health: '/admin/health',
  deadLetters: '/admin/dead-letters',
  broadcasts: '/admin/broadcasts',
} as const;

/** The sign-in page, which leads back to `from` afterwards. */
export function signInFrom(from: string): string {
  return from === paths.browse ? paths.signIn : `${paths.signIn}?next=${encodeURIComponent(from)}`;
}

/** Where `?next=` leads: a path of this site, never another one. */
export function safeNext(next: string | null): string {
  if (next === null || !next.startsWith('/') || next.startsWith('//') || next.includes('\\'))
    return paths.browse;
  return next;
}
