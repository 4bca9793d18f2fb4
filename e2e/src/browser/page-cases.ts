import type { Page } from 'playwright-core';
import { type OrderBody } from '@ticketing/harness';
import type { TestUser } from './test-user';
import type { SeedData } from './seed-data';
import { main } from './page-checks';

export interface PageCase {
  name: string;
  /** Who looks; nobody in particular when absent. */
  who?: (seedData: SeedData) => TestUser;
  /** The address, prepared just before it is looked at. */
  path: (seedData: SeedData) => string | Promise<string>;
  /** What is there once the page has loaded. */
  shows: string;
  /** It changes by itself, as others act or time runs out: what moves after it has loaded is meant to. */
  live?: boolean;
  /** What is done there before it is looked at. */
  then?: (page: Page) => Promise<void>;
  /** Also kept as a picture in the dark theme. */
  dark?: boolean;
  /** Looked at, but not kept as a picture. */
  unpictured?: boolean;
}

/** The buyer's order that still holds its ticket, for a while yet. */
async function liveOrder({ buyer, seller }: SeedData): Promise<string> {
  const { body: orders } = await buyer.client.get<OrderBody[]>('/api/orders');
  const live = orders.find(({ status }) => status === 'created');
  if (live && Date.parse(live.expiresAt) - Date.now() > 40_000) return `/orders/${live.id}`;
  const ticket = await seller.client.sell(55, 'Lantern walk and mulled cider, 21 December');
  return `/orders/${(await buyer.client.reserve(ticket.id)).id}`;
}

/** Every page, and its states that look different. */
export const pageCases: PageCase[] = [
  { name: 'browse', path: () => '/', shows: '.stub', dark: true },
  { name: 'search', path: () => '/?q=the&maxPrice=80&sort=price', shows: '.stub' },
  { name: 'nothing-found', path: () => '/?q=unicorn', shows: 'text=Nothing matches' },
  {
    name: 'show',
    who: ({ buyer }) => buyer,
    path: ({ show }) => `/shows/${show}`,
    shows: 'role=heading[name="Tickets"]',
    live: true,
    dark: true,
  },
  {
    name: 'cart',
    who: ({ buyer }) => buyer,
    path: ({ show }) => `/shows/${show}`,
    shows: 'role=heading[name="Tickets"]',
    then: async (page) => {
      await page.getByRole('button', { name: 'Choose places: Stalls' }).click();
      await page.getByRole('button', { name: 'One more: Stalls' }).click();
      await page.getByRole('button', { name: 'Choose places: Front rows' }).click();
      await page.getByRole('button', { name: 'A5', exact: true }).click();
      await page.getByRole('button', { name: 'A6', exact: true }).click();
      await page.getByRole('heading', { name: 'Your places' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'show-seller',
    who: ({ seller }) => seller,
    path: ({ show }) => `/shows/${show}`,
    shows: 'text=Sold by day',
    live: true,
    then: async (page) => main(page).getByText('In figures').waitFor(),
  },
  { name: 'my-shows', who: ({ seller }) => seller, path: () => '/my/shows', shows: '.show-card' },
  {
    name: 'sales',
    who: ({ seller }) => seller,
    path: () => '/my/sales',
    shows: 'role=heading[name="Sold by day"]',
    live: true,
    unpictured: true,
  },
  {
    name: 'sales-of-nobody',
    who: ({ admin }) => admin,
    path: () => '/my/sales',
    shows: 'text=No event of yours is still to start.',
    unpictured: true,
  },
  {
    name: 'admissions',
    who: ({ buyer }) => buyer,
    path: () => '/admissions',
    shows: 'a.line-item',
    live: true,
  },
  {
    name: 'my-ticket',
    who: ({ buyer }) => buyer,
    path: ({ admissions }) => `/admissions/${admissions[0]?.id}`,
    shows: 'role=img[name="The code for the door"]',
    live: true,
    dark: true,
  },
  {
    name: 'door',
    who: ({ seller }) => seller,
    path: ({ show }) => `/door/${show}`,
    shows: '[data-testid=in]',
    live: true,
  },
  {
    name: 'door-answer',
    who: ({ seller }) => seller,
    path: ({ show, admissions }) => `/door/${show}?code=${encodeURIComponent(admissions[1]?.code ?? '')}`,
    shows: '[data-testid=in]',
    then: async (page) => {
      const code = new URL(page.url()).searchParams.get('code') ?? '';
      await page.getByRole('textbox', { name: 'Code' }).fill(code);
      await page.keyboard.press('Enter');
      await page.getByTestId('verdict').waitFor();
    },
  },
  { name: 'sign-in', path: () => '/signin', shows: 'text=New here?' },
  {
    name: 'sign-up-refused',
    path: () => '/signup',
    shows: 'text=Have an account?',
    then: async (page) => {
      await page.getByRole('button', { name: 'Create the account' }).click();
      await page.locator('[aria-invalid=true]').first().waitFor();
    },
    unpictured: true,
  },
  { name: 'sign-up', path: () => '/signup', shows: 'text=Have an account?' },
  {
    name: 'verify-without-token',
    path: () => '/verify',
    shows: 'text=The link isn’t whole',
    unpictured: true,
  },
  { name: 'forgot-password', path: () => '/forgot', shows: 'text=Send me the link', unpictured: true },
  {
    name: 'reset-password',
    path: () => '/reset#token=unknown',
    shows: 'role=button[name="Set the password"]',
    unpictured: true,
  },
  { name: 'not-found', path: () => '/nowhere', shows: 'text=There is no page' },
  {
    name: 'menu',
    who: ({ admin }) => admin,
    path: () => '/',
    shows: '.stub',
    then: async (page) => {
      await page.getByRole('button', { name: /^Account of/ }).click();
      await page.getByRole('link', { name: 'Operations' }).waitFor();
    },
  },
  {
    name: 'ticket-visitor',
    path: ({ openTicket }) => `/tickets/${openTicket}`,
    shows: 'text=looking',
    unpictured: true,
  },
  {
    name: 'ticket-long',
    who: ({ seller }) => seller,
    path: ({ longTicket }) => `/tickets/${longTicket}`,
    shows: 'text=Edit',
    unpictured: true,
  },
  {
    name: 'ticket-missing',
    path: () => `/tickets/${'0'.repeat(24)}`,
    shows: 'text=This isn’t here',
    unpictured: true,
  },
  {
    name: 'ticket',
    who: ({ buyer }) => buyer,
    path: ({ openTicket }) => `/tickets/${openTicket}`,
    shows: 'text=looking',
    live: true,
    dark: true,
  },
  {
    name: 'ticket-reserved',
    who: ({ seller }) => seller,
    path: ({ reservedTicket }) => `/tickets/${reservedTicket}`,
    shows: '[data-testid=ticket-state]',
    live: true,
  },
  {
    name: 'ticket-sold',
    who: ({ seller }) => seller,
    path: ({ soldTicket }) => `/tickets/${soldTicket}`,
    shows: 'text=Sold',
  },
  { name: 'sell', who: ({ seller }) => seller, path: () => '/sell', shows: 'text=Put it on sale' },
  {
    name: 'edit',
    who: ({ seller }) => seller,
    path: ({ openTicket }) => `/tickets/${openTicket}/edit`,
    shows: 'role=button[name="Save"]',
  },
  { name: 'my-tickets', who: ({ seller }) => seller, path: () => '/my/tickets', shows: '.stub', live: true },
  {
    name: 'order',
    who: ({ buyer }) => buyer,
    path: liveOrder,
    shows: '[data-testid=countdown]',
    live: true,
    dark: true,
  },
  {
    name: 'order-cancelling',
    who: ({ buyer }) => buyer,
    path: liveOrder,
    shows: '[data-testid=countdown]',
    then: async (page) => {
      await page.getByRole('button', { name: 'Cancel the order' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'order-paid',
    who: ({ buyer }) => buyer,
    path: ({ paidOrder }) => `/orders/${paidOrder}`,
    shows: 'text=The ticket is yours',
  },
  {
    name: 'order-cancelled',
    who: ({ buyer }) => buyer,
    path: ({ expiredOrCancelledOrder }) => `/orders/${expiredOrCancelledOrder}`,
    shows: 'text=You cancelled it',
  },
  { name: 'orders', who: ({ buyer }) => buyer, path: () => '/orders', shows: '.stub', live: true },
  ...['/orders', '/my/tickets', '/support'].map((path) => ({
    name: `nothing-yet${path.replaceAll('/', '-')}`,
    who: ({ newcomer }: SeedData) => newcomer,
    path: () => path,
    shows: '.empty',
    unpictured: true,
  })),
  { name: 'inbox', who: ({ buyer }) => buyer, path: () => '/inbox', shows: 'article', live: true },
  { name: 'preferences', who: ({ buyer }) => buyer, path: () => '/preferences', shows: 'fieldset' },
  {
    name: 'profile',
    who: ({ buyer }) => buyer,
    path: () => '/settings',
    shows: 'text=Change the name',
    unpictured: true,
  },
  {
    name: 'security',
    who: ({ buyer }) => buyer,
    path: () => '/settings/security',
    shows: 'text=Change the password',
    then: async (page) => {
      await page.getByLabel('New password').fill('correct horse battery staple');
      await main(page).getByText('Very good').waitFor();
    },
    unpictured: true,
  },
  {
    name: 'data',
    who: ({ buyer }) => buyer,
    path: () => '/settings/data',
    shows: 'text=you have 14 days as a rule to change your mind',
    unpictured: true,
  },
  { name: 'support-new', who: ({ buyer }) => buyer, path: () => '/support/new', shows: 'text=Send it' },
  {
    name: 'support',
    who: ({ engineer }) => engineer,
    path: () => '/support',
    shows: 'a.line-item',
    live: true,
  },
  {
    name: 'support-ticket',
    who: ({ engineer }) => engineer,
    path: ({ supportTicket }) => `/support/${supportTicket}`,
    shows: 'text=History',
    live: true,
    dark: true,
  },
  {
    name: 'support-customer',
    who: ({ buyer }) => buyer,
    path: ({ supportTicket }) => `/support/${supportTicket}`,
    shows: '.bubble',
    live: true,
  },
  { name: 'admin-users', who: ({ admin }) => admin, path: () => '/admin/users', shows: '.line-item' },
  {
    name: 'admin-health',
    who: ({ admin }) => admin,
    path: () => '/admin/health',
    shows: 'text=up for',
    live: true,
  },
  {
    name: 'admin-dead-letters',
    who: ({ admin }) => admin,
    path: () => '/admin/dead-letters',
    shows: 'article',
  },
  {
    name: 'admin-broadcasts',
    who: ({ admin }) => admin,
    path: () => '/admin/broadcasts',
    shows: '[data-testid=broadcast]',
    live: true,
    dark: true,
  },
  {
    name: 'admin-audit',
    who: ({ admin }) => admin,
    path: () => '/admin/audit',
    shows: 'article',
    then: async (page) => {
      await main(page)
        .getByText(/^Entry \d+$/)
        .first()
        .click();
    },
    unpictured: true,
  },
];
