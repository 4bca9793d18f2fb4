import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { ApiClient, baseUrl } from '@ticketing/harness';

const password = 'a good password';
/** What is waited for comes within this time, on a busy machine too; milliseconds. */
const WAIT_MS = 60_000;

export interface Window {
  context: BrowserContext;
  page: Page;
  /** What the browser complained of: errors of scripts, refused content, failed loads of scripts and styles. */
  complaints: string[];
}

/** Somebody with a browser of their own, and the same account over the API. */
export interface TestUser extends Window {
  name: string;
  email: string;
  password: string;
  client: ApiClient;
}

export interface TestUserOptions extends BrowserContextOptions {
  role?: 'engineer';
}

/** A window with nobody signed in. */
export async function openWindow(browser: Browser, options: BrowserContextOptions = {}): Promise<Window> {
  const context = await browser.newContext({ baseURL: baseUrl(), reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    // An answer with an error status is the page's to handle, and Chromium logs each of them.
    const answered = /Failed to load resource: the server responded with a status/.test(text);
    if (message.type() === 'error' && !answered) complaints.push(`console: ${text}`);
  });
  return { context, page, complaints };
}

/** Opens an account and a window that is signed in to it. */
export async function createUser(
  browser: Browser,
  name: string,
  options: TestUserOptions = {},
): Promise<TestUser> {
  const { role, ...window } = options;
  const email = `${name.toLowerCase().replace(/\W+/g, '.')}.${randomUUID().slice(0, 8)}@example.com`;
  const opened = await openWindow(browser, window);
  const answer = await opened.context.request.post('/api/users/signup', {
    data: { email, password, name, ...(role && { role }) },
  });
  if (answer.status() !== 201)
    throw new Error(`signing up answered ${answer.status()}: ${await answer.text()}`);
  return { ...opened, name, email, password, client: await ApiClient.signIn(email, password) };
}

/** A further window of somebody who is signed in, like another browser of theirs. */
export async function anotherWindow(
  browser: Browser,
  { context }: Pick<TestUser, 'context'>,
  options: BrowserContextOptions = {},
): Promise<Window> {
  return openWindow(browser, { ...options, storageState: await context.storageState() });
}

/** The first administrator, in a window. */
export async function administrator(browser: Browser): Promise<TestUser> {
  const account = {
    name: 'admin',
    email: process.env['TEST_ADMIN_EMAIL'] ?? '',
    password: process.env['TEST_ADMIN_PASSWORD'] ?? '',
  };
  const opened = await openWindow(browser);
  const { email } = account;
  const answer = await opened.context.request.post('/api/users/signin', {
    data: { email, password: account.password },
  });
  if (answer.status() !== 200)
    throw new Error(`signing in answered ${answer.status()}: ${await answer.text()}`);
  return { ...opened, ...account, client: await ApiClient.signIn(email, account.password) };
}
