/** Addresses of the pages, in one place. */
export const paths = {
  browse: '/',
  show: (id: string) => `/shows/${id}`,
  newShow: '/shows/new',
  editShow: (id: string) => `/shows/${id}/edit`,
  soldOrders: (id: string) => `/shows/${id}/orders`,
  myShows: '/my/shows',
  sales: '/my/sales',
  ticket: (id: string) => `/tickets/${id}`,
  editTicket: (id: string) => `/tickets/${id}/edit`,
  sell: '/sell',
  myTickets: '/my/tickets',
  admissions: '/admissions',
  admission: (id: string) => `/admissions/${id}`,
  door: (id: string) => `/door/${id}`,
  holders: (id: string) => `/door/${id}/holders`,
  orders: '/orders',
  order: (id: string) => `/orders/${id}`,
  signIn: '/signin',
  signUp: '/signup',
  inbox: '/inbox',
  preferences: '/preferences',
  forgotPassword: '/forgot',
  profile: '/settings',
  security: '/settings/security',
  sessions: '/settings/sessions',
  data: '/settings/data',
  help: '/support',
  newHelp: '/support/new',
  helpTicket: (id: string) => `/support/${id}`,
  users: '/admin/users',
  health: '/admin/health',
  deadLetters: '/admin/dead-letters',
  broadcasts: '/admin/broadcasts',
  audit: '/admin/audit',
} as const;

/** The patterns of all pages' addresses; any other path is nowhere. */
export const pagePatterns = [
  '/',
  '/shows/new',
  '/shows/:id',
  '/shows/:id/edit',
  '/shows/:id/orders',
  '/my/shows',
  '/my/sales',
  '/tickets/:id',
  '/signin',
  '/signup',
  '/sell',
  '/tickets/:id/edit',
  '/my/tickets',
  '/admissions',
  '/admissions/:id',
  '/door/:showId',
  '/door/:showId/holders',
  '/orders',
  '/orders/:id',
  '/inbox',
  '/preferences',
  '/settings',
  '/settings/security',
  '/settings/sessions',
  '/settings/data',
  '/verify',
  '/forgot',
  '/reset',
  '/support',
  '/support/new',
  '/support/:id',
  '/admin/users',
  '/admin/health',
  '/admin/dead-letters',
  '/admin/broadcasts',
  '/admin/audit',
] as const;
export type PagePattern = (typeof pagePatterns)[number];

const emailHash = '#email=';

/**
 * The sign-in page, which leads back to `from` afterwards. An address is handed on in the fragment, which is sent to no
 * server and so is in no log.
 */
export function signInFrom(from: string, email?: string): string {
  const query = from === paths.browse ? '' : `?next=${encodeURIComponent(from)}`;
  const hash = email === undefined ? '' : emailHash + encodeURIComponent(email);
  return paths.signIn + query + hash;
}

/** The address in the fragment of the sign-in page; empty without one. */
export function emailIn(hash: string): string {
  if (!hash.startsWith(emailHash)) return '';
  try {
    return decodeURIComponent(hash.slice(emailHash.length));
  } catch {
    return '';
  }
}

/** Stands for whatever the own origin is: the same paths lead away from any. */
const ownOrigin = 'https://own.invalid';

/** Where `?next=` leads, as a browser reads it: a path of this site, never another one. */
export function safeNext(next: string | null): string {
  if (next === null || !next.startsWith('/') || !URL.canParse(next, ownOrigin)) return paths.browse;
  const { origin, pathname, search } = new URL(next, ownOrigin);
  // A path that begins with two slashes would be read as a host when it is parsed again.
  return origin === ownOrigin && !pathname.startsWith('//') ? pathname + search : paths.browse;
}
