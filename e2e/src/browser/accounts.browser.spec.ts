import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { eventually, mailedToken, waitForReadModel } from '@ticketing/harness';
import { describeInChromium, launch } from './chromium';
import { focused, main, violations } from './page-checks';
import { openWindow, type TestUser, createUser } from './test-user';

const account = (page: Page, name: string) => page.getByRole('button', { name: `Account of ${name}` });

async function signOut(page: Page, name: string): Promise<void> {
  await account(page, name).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
}

async function enterPassword(page: Page, who: TestUser): Promise<void> {
  await page.goto('/signin');
  await page.getByLabel('Email').fill(who.email);
  await page.getByLabel('Password').fill(who.password);
  await page.keyboard.press('Enter');
}

async function signIn(page: Page, who: TestUser): Promise<void> {
  await enterPassword(page, who);
  await account(page, who.name).waitFor();
}

describeInChromium('two tabs of one browser', () => {
  let browser: Browser;
  let ann: TestUser;
  let seller: TestUser;

  beforeAll(async () => {
    browser = await launch();
    [ann, seller] = await Promise.all([createUser(browser, 'Ann Holm'), createUser(browser, 'Mira Lang')]);
  });
  afterAll(() => browser?.close());

  it('agree at once on who is signed in, and keep nothing of who was', async () => {
    const ben = await createUser(browser, 'Ben Falk');
    const ticket = await seller.client.sell(5, 'Held by Ben');
    await ben.client.reserve(ticket.id);
    await ben.page.goto('/orders');
    await main(ben.page).getByText('Held by Ben').first().waitFor();
    // Nobody looks at it: what it hears of the other tab is all that it learns.
    const second = await ben.context.newPage();
    await second.goto('/');

    await signOut(second, ben.name);
    await ben.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await main(ben.page).getByText('Held by Ben').count()).toBe(0);

    await signIn(second, ann);
    await account(ben.page, ann.name).waitFor();
    await main(ben.page).getByText('You haven’t reserved a ticket yet').waitFor();
    expect(await main(ben.page).getByText('Held by Ben').count()).toBe(0);
    expect(await account(ben.page, ben.name).count()).toBe(0);
    await ben.context.close();
  });

  it('show who signed in last, when one of them still showed another', async () => {
    const ben = await createUser(browser, 'Ben Falk');
    const second = await ben.context.newPage();
    await second.goto('/signin');
    await account(second, ben.name).waitFor();
    await ben.page.goto('/preferences');
    await account(ben.page, ben.name).waitFor();
    await ben.context.clearCookies();
    await signIn(second, ann);
    await account(ben.page, ann.name).waitFor();
    await eventually(async () => expect(await main(ben.page).getByText(ben.email).count()).toBe(0));
    await ben.context.close();
  });

  it('never let one act as the account that the other one has signed in to', async () => {
    const ben = await createUser(browser, 'Ben Falk');
    const ticket = await seller.client.sell(5, 'Wanted by Ben');
    await waitForReadModel('orders', 'tickets', ticket.id);
    // Refused as another account's, the stream would have the page ask who is signed in, and show Ann before the press.
    await ben.page.route(/\/api\/notifications\/stream/, (route) => route.abort());
    await ben.page.goto(`/tickets/${ticket.id}`);
    const reserve = ben.page.getByRole('button', { name: 'Reserve', exact: true });
    await reserve.waitFor();
    await account(ben.page, ben.name).waitFor();
    const answer = ben.page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/api/orders'),
    );
    // So would whatever else the page still asks.
    await ben.page.route('**/api/users/currentuser', async (route) => {
      await answer;
      await route.continue();
    });
    // The browser's session is changed where no tab hears of it.
    await ben.context.addCookies(await ann.context.cookies());
    const [refused] = await Promise.all([answer, reserve.click()]);
    expect(refused.status()).toBe(409);
    await account(ben.page, ann.name).waitFor();
    for (const { client } of [ann, ben])
      expect((await client.get<unknown[]>('/api/orders')).body).toHaveLength(0);
    await ben.context.close();
  });
});

describeInChromium('the settings of an account', () => {
  let browser: Browser;
  let user: TestUser;

  beforeAll(async () => {
    browser = await launch();
    user = await createUser(browser, 'Ines Roth');
  });
  afterAll(() => browser?.close());

  /** The code that the app shows; `steps` steps of half a minute from now. */
  const makeCode = (secret: string, steps = 0): string =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });

  it('ask for a second step once an app is set up, and take a recovery code instead of its code', async () => {
    const { page } = user;
    await page.goto('/settings/security');
    const busy = { status: 503, json: { errors: [{ message: 'busy', code: 'unavailable' }] } };
    await page.route('**/api/users/me/totp', (route) => route.fulfill(busy), { times: 1 });
    await page.getByRole('button', { name: 'Set up an app' }).click();
    await page.getByRole('img', { name: 'QR code of the key' }).waitFor();
    const secret = (await page.getByTestId('totp-secret').innerText()).replaceAll(' ', '');
    const code = page.getByLabel('Code of your app');
    await focused(code);
    await code.fill(makeCode(secret, 20));
    await page.keyboard.press('Enter');
    await main(page).getByText('The code is wrong').waitFor();
    await focused(code);
    await code.fill(makeCode(secret));
    await page.keyboard.press('Enter');
    const list = page.getByRole('list', { name: 'Recovery codes' });
    await list.waitFor();
    const recoveryCodes = await list.getByRole('listitem').allInnerTexts();
    expect(recoveryCodes).toHaveLength(10);
    expect(await violations(page)).toEqual([]);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('ticketing-recovery-codes.txt');
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await main(page).getByText('10 recovery codes left').waitFor();

    await signOut(page, user.name);
    await enterPassword(page, user);
    await focused(code);
    expect(await violations(page)).toEqual([]);
    await code.fill(makeCode(secret, 1));
    await page.keyboard.press('Enter');
    await account(page, user.name).waitFor();

    await signOut(page, user.name);
    await enterPassword(page, user);
    await page.getByRole('button', { name: 'Use a recovery code' }).click();
    const recovery = page.getByLabel('Recovery code');
    await focused(recovery);
    await recovery.fill(recoveryCodes[0] ?? '');
    await page.keyboard.press('Enter');
    await account(page, user.name).waitFor();

    await page.goto('/settings/security');
    await main(page).getByText('9 recovery codes left').waitFor();
    await page.getByRole('button', { name: 'New recovery codes' }).click();
    await page.getByLabel('Your password').fill(user.password);
    await page.keyboard.press('Enter');
    await list.waitFor();
    expect(await list.getByRole('listitem').allInnerTexts()).not.toContain(recoveryCodes[1]);
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await main(page).getByText('10 recovery codes left').waitFor();
    await page.getByRole('button', { name: 'Turn off' }).click();
    await page.getByLabel('Your password').fill(user.password);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Set up an app' }).waitFor();
  });

  it('begin unconfirmed, say so, and are confirmed by the link in the mail', async () => {
    const { context, page, complaints } = await openWindow(browser);
    const email = `nora.${randomUUID().slice(0, 8)}@example.com`;
    await page.goto('/signup');
    await page.getByLabel('Name').fill('Nora Blum');
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password', { exact: true }).fill('seven green kettles');
    await page.keyboard.press('Enter');
    const notice = page.getByRole('region', { name: 'Confirm your address' });
    await notice.getByRole('button', { name: 'Send the link again' }).click();
    await notice.getByText('It is on its way').waitFor();
    expect(await violations(page)).toEqual([]);

    const token = await mailedToken(email, 'Confirm your address');
    const mailed = await context.newPage();
    await mailed.goto(`/verify#token=${token}`);
    await main(mailed).getByText('Your address is confirmed').waitFor();
    expect(mailed.url()).not.toContain(token);
    await mailed.getByRole('link', { name: 'Find a ticket' }).click();
    await mailed.locator('.stub').first().waitFor();
    expect(await main(mailed).getByText('Confirm your address.').count()).toBe(0);

    await page.goto(`/verify#token=${token}`);
    await main(page).getByText('The address of your account is confirmed already.').waitFor();
    await page.goto('/settings');
    await main(page).getByText('Confirmed', { exact: true }).waitFor();

    const address = `n.${email}`;
    await page.getByLabel('New address').fill(address);
    await page.getByLabel('Your password').fill('not my password');
    await page.keyboard.press('Enter');
    await main(page).getByText('The password is wrong').waitFor();
    await page.getByLabel('Your password').fill('seven green kettles');
    await page.keyboard.press('Enter');
    await main(page).getByText(`A link is on its way to ${address}`).waitFor();
    await focused(page.getByRole('heading', { name: 'Email' }));
    await page.goto(`/verify#token=${await mailedToken(address, 'Confirm your new address')}`);
    await main(page).getByText('Your address is confirmed').waitFor();
    await page.goto('/settings');
    await page.getByRole('region', { name: 'Email' }).getByText(address, { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('get a new password by the link in the mail, and end all sessions by it', async () => {
    const owner = await createUser(browser, 'Otto Frei');
    await owner.page.goto('/orders');
    await main(owner.page).getByText('You haven’t reserved a ticket yet').waitFor();
    const { context, page, complaints } = await openWindow(browser);
    await page.goto('/signin');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByRole('heading', { name: 'Set a new password' }).waitFor();
    await page.getByLabel('Email').fill(owner.email);
    await page.keyboard.press('Enter');
    await main(page).getByText('a link is on its way there').waitFor();

    const token = await mailedToken(owner.email, 'Set a new password');
    await page.goto(`/reset#token=${token}`);
    const field = page.getByLabel('New password', { exact: true });
    await field.fill('password1');
    await main(page).getByText('Guessed at once').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('[aria-invalid=true]').waitFor();
    await field.fill('nine blue lanterns');
    await page.keyboard.press('Enter');
    await main(page).getByText('Your password is set').waitFor();
    expect(page.url()).not.toContain(token);

    await owner.page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, { ...owner, password: 'nine blue lanterns' });
    expect(complaints).toEqual([]);
    await Promise.all([context.close(), owner.context.close()]);
  });

  it('show where one is signed in, and end what one doesn’t know', async () => {
    const owner = await createUser(browser, 'Lea Sand');
    const other = await openWindow(browser);
    await signIn(other.page, owner);
    await other.page.goto('/orders');
    await main(other.page).getByText('You haven’t reserved a ticket yet').waitFor();
    const { page } = owner;
    await page.goto('/settings/sessions');
    await main(page).getByText('This one').waitFor();
    expect(await violations(page)).toEqual([]);
    const end = page.getByRole('button', { name: 'End it: Chrom' });
    await end.click();
    await page.getByRole('dialog').getByRole('button', { name: 'End it' }).click();
    await end.waitFor({ state: 'detached' });
    await focused(page.getByRole('heading', { level: 1, name: 'Sessions' }));
    await other.page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
    await page.getByRole('button', { name: 'End all others' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End all others' }).click();
    await page.getByRole('button', { name: 'End all others' }).first().waitFor({ state: 'detached' });
    await account(page, owner.name).waitFor();
    await Promise.all([other.context.close(), owner.context.close()]);
  });

  it('can be taken along as a copy', async () => {
    const owner = await createUser(browser, 'Ada Lake');
    const { page } = owner;
    await page.goto('/settings/data');
    await page.getByRole('button', { name: 'Make a copy' }).click();
    const link = page.getByRole('link', { name: 'Download your copy' });
    await link.waitFor();
    expect(await violations(page)).toEqual([]);
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toBe('your-data.zip');
    const files = Object.keys(unzipSync(readFileSync(await download.path())));
    expect(files).toEqual(expect.arrayContaining(['auth/users.json', 'contents.json']));
    await owner.context.close();
  });

  it('can be deleted, and kept', async () => {
    const owner = await createUser(browser, 'Ada Brook');
    const { page } = owner;
    await page.goto('/settings/data');
    await page.getByRole('button', { name: 'Delete my account' }).click();
    await page.getByLabel('Your password').fill('not the password');
    await page.keyboard.press('Enter');
    await main(page).getByText('The password is wrong').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Your password').fill(owner.password);
    await page.keyboard.press('Enter');
    await main(page).getByText('Your account is going to be deleted on').waitFor();
    await page.reload();
    await page.getByRole('region', { name: 'Your account ends' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Keep my account' }).click();
    await page.getByTestId('toast').getByText('Your account stays').waitFor();
    await page.getByRole('button', { name: 'Delete my account' }).waitFor();
    await owner.context.close();
  });

  it('take a passkey instead of the password, and beside it', async () => {
    const { context, page } = user;
    const device = await context.newCDPSession(page);
    await device.send('WebAuthn.enable');
    await device.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page.goto('/settings/security');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByLabel('Its name').fill('My phone');
    await page.getByLabel('Your password').fill(user.password);
    await page.keyboard.press('Enter');
    await page.getByRole('list', { name: 'Passkeys' }).getByText('My phone').waitFor();
    await page.getByRole('list', { name: 'Recovery codes' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'I have kept them' }).click();

    await signOut(page, user.name);
    await page.goto('/signin');
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await account(page, user.name).waitFor();

    await signOut(page, user.name);
    await enterPassword(page, user);
    await page
      .getByRole('form', { name: 'Second step' })
      .getByRole('button', { name: 'Use a passkey' })
      .click();
    await account(page, user.name).waitFor();

    await page.goto('/settings/security');
    await page.getByRole('button', { name: 'Remove My phone' }).click();
    await page.getByLabel('Your password').fill(user.password);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove My phone' }).waitFor({ state: 'detached' });
  });

  it('had nothing to complain of', () => {
    expect(user.complaints).toEqual([]);
  });
});
