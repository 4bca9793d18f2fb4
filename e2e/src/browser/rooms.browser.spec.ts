import type { Browser } from 'playwright-core';
import { waitForReadModel } from '@ticketing/harness';
import { describeInChromium, launch } from './chromium';
import { main, violations } from './page-checks';
import { administrator, type TestUser, createUser } from './test-user';

const messages = ({ page }: TestUser, text: string) =>
  page.getByRole('list', { name: 'What is said' }).getByRole('listitem').filter({ hasText: text });

/** Says something, which is shown to who said it once the server has it. */
async function say(speaker: TestUser, text: string): Promise<void> {
  await speaker.page.getByLabel('Your message').fill(text);
  await speaker.page.keyboard.press('Enter');
  await messages(speaker, text).waitFor();
}

/** Presses a button of a message and confirms what it asks. */
async function confirm({ page }: TestUser, button: string, question: string, answer: string): Promise<void> {
  await page.getByRole('button', { name: button }).first().click();
  const dialog = page.getByRole('dialog', { name: question });
  await dialog.waitFor();
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: answer, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

describeInChromium('the room of a ticket', () => {
  let browser: Browser;
  let seller: TestUser;
  let jonas: TestUser;
  let tara: TestUser;
  let path: string;

  /** Opens the page, and resolves when its reader is in the room. */
  const enter = async ({ page }: TestUser, looking: string): Promise<void> => {
    await page.goto(path);
    await page.getByTestId('looking').getByText(looking).waitFor();
  };

  beforeAll(async () => {
    browser = await launch();
    [seller, jonas, tara] = await Promise.all([
      createUser(browser, 'Mira Lang'),
      createUser(browser, 'Jonas Weber'),
      createUser(browser, 'Tara Novak'),
    ]);
    const { id } = await seller.client.sell(7, 'Talked about');
    path = `/tickets/${id}`;
    // Those who speak are named once notifications has heard of them.
    for (const { client } of [seller, jonas, tara])
      await waitForReadModel('notifications', 'users', client.id);
  });
  afterAll(() => browser?.close());

  it('lets people on the page talk to each other, and marks who sells', async () => {
    await enter(seller, 'Only you are looking');
    await enter(jonas, '2 people looking');
    await enter(tara, '3 people looking');
    await main(jonas.page).getByText('3 people looking').waitFor();
    await say(jonas, 'Is it <b>indoors</b>?');
    await messages(tara, 'Is it <b>indoors</b>?').getByText('Jonas Weber').waitFor();
    await messages(seller, 'Is it <b>indoors</b>?').waitFor();
    expect(await tara.page.locator('.bubble b').count()).toBe(0);
    await say(seller, 'It is.');
    await messages(jonas, 'It is.').getByText('Seller', { exact: true }).waitFor();
    expect(await messages(tara, 'Is it <b>indoors</b>?').getByText('Seller', { exact: true }).count()).toBe(
      0,
    );
    expect(await violations(tara.page)).toEqual([]);
  });

  it('keeps apart whom one has blocked, until one undoes it under Preferences', async () => {
    await say(tara, 'Buy mine instead');
    await messages(jonas, 'Buy mine instead').waitFor();
    await confirm(jonas, 'Block Tara Novak', 'Block Tara Novak?', 'Block');
    await messages(jonas, 'Buy mine instead').waitFor({ state: 'detached' });
    await say(tara, 'Much cheaper');
    await say(jonas, 'Is there a cloakroom?');
    // Both hear what comes after what they are not to hear.
    await messages(seller, 'Is there a cloakroom?').waitFor();
    await say(seller, 'There is one.');
    for (const listener of [jonas, tara]) await messages(listener, 'There is one.').waitFor();
    expect(await messages(jonas, 'Much cheaper').count()).toBe(0);
    expect(await messages(tara, 'Is there a cloakroom?').count()).toBe(0);
    await messages(seller, 'Much cheaper').waitFor();

    const { page } = jonas;
    await page.goto('/preferences');
    const blocked = page.getByRole('region', { name: 'Blocked people' });
    await blocked.getByRole('listitem').filter({ hasText: 'Tara Novak' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await blocked.getByRole('button', { name: 'Unblock Tara Novak' }).click();
    await blocked.getByText('Nobody.').waitFor();
    await enter(jonas, '3 people looking');
    await say(tara, 'Still cheaper');
    await messages(jonas, 'Still cheaper').waitFor();
  });

  it('has what is reported taken away by an admin, and its author muted', async () => {
    const admin = await administrator(browser);
    await confirm(jonas, 'Report what Tara Novak said', 'Report this message?', 'Report');
    await jonas.page.getByTestId('toast').getByText('Reported. Thank you.').waitFor();

    await admin.page.goto('/admin/users');
    const report = admin.page.getByTestId('room-report').filter({ hasText: tara.client.id });
    await report.getByText('Still cheaper').waitFor();
    await report.getByText('reported by 1 person').waitFor();
    await confirm(admin, 'Remove and mute: Tara Novak', 'Mute Tara Novak?', 'Remove and mute');
    await report.waitFor({ state: 'detached' });

    await tara.page.getByLabel('Your message').fill('The cheapest');
    await tara.page.keyboard.press('Enter');
    await main(tara.page).getByText('You can’t speak here for a while').waitFor();
    await say(seller, 'Ask me anything.');
    await messages(jonas, 'Ask me anything.').waitFor();
    expect(await messages(jonas, 'The cheapest').count()).toBe(0);
    expect(admin.complaints).toEqual([]);
  });

  it('had nothing to complain of', () => {
    expect([seller, jonas, tara].flatMap(({ complaints }) => complaints)).toEqual([]);
  });
});
