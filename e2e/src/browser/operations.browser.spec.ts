import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { NatsWrapper } from '@ticketing/common/messaging';
import { apiServices } from '@ticketing/infra';
import type { Browser } from 'playwright-core';
import { ApiClient, eventually, mailsTo } from '@ticketing/harness';
import { layoutShift, main, violations, watchLayoutShift } from './page-checks';
import { describeInChromium, launch } from './chromium';
import { administrator, anotherWindow, type TestUser, createUser } from './test-user';
import { newNumber, refuseNextText } from './seed-data';

describeInChromium('running the place in the browser', () => {
  let browser: Browser;
  let admin: TestUser;
  let customer: TestUser;

  beforeAll(async () => {
    browser = await launch();
    admin = await administrator(browser);
    customer = await createUser(browser, 'Jonas Weber');
  });
  afterAll(() => browser?.close());

  it('sends a broadcast, which can be taken back, shows its progress to the end, and it pops up', async () => {
    const message = `The doors open at ${randomUUID()}`;
    await customer.page.goto('/');
    await customer.page.getByRole('link', { name: /^Inbox/ }).waitFor();
    await admin.page.goto('/admin/broadcasts');
    // Looked for from the start: it goes away again by itself.
    const popsUp = customer.page.getByTestId('toast').filter({ hasText: message }).waitFor();
    const send = async (text: string) => {
      await admin.page.getByLabel('Subject').fill('Doors');
      await admin.page.getByLabel('Message').fill(text);
      await admin.page.getByRole('button', { name: 'Look it over' }).click();
      const dialog = admin.page.getByRole('dialog', { name: /^Send this to [\d,]+ people\?$/ });
      await dialog.getByTestId('preview').getByText(text).waitFor();
      await dialog.getByRole('button', { name: /^Send to [\d,]+ people$/ }).click();
      return admin.page.getByTestId('broadcast').filter({ hasText: text });
    };
    const mistaken = await send(`A mistake: ${randomUUID()}`);
    await mistaken.getByRole('button', { name: 'Take it back' }).click();
    await mistaken.getByText('taken back, nobody was told').waitFor();
    expect(await violations(admin.page)).toEqual([]);
    await (await send(message)).getByText('100 %').waitFor();
    await popsUp;

    await customer.page.getByRole('link', { name: /Inbox, \d+ unread/ }).click();
    await customer.page.getByRole('article').filter({ hasText: message }).waitFor();
    await customer.page.getByRole('button', { name: 'Mark all as read' }).click();
    await customer.page.getByRole('link', { name: 'Inbox', exact: true }).waitFor();
  });

  it('changes a role and suspends only after asking, with what will happen', async () => {
    const { page } = admin;
    const roleAndStatus = async (): Promise<string> => {
      const { body } = await admin.client.get<{ role: string; status: string }[]>(
        `/api/users?q=${encodeURIComponent(customer.email)}`,
      );
      return body.map(({ role, status }) => `${role} ${status}`).join();
    };
    const changes: string[] = [];
    page.on('request', (request) => request.method() === 'PATCH' && changes.push(request.url()));
    await page.goto(`/admin/users?q=${encodeURIComponent(customer.email)}`);
    const select = page.getByLabel(`Role of ${customer.email}`);
    await select.focus();
    await page.keyboard.press('ArrowDown');
    const apply = page.getByRole('button', { name: `Apply the role engineer to ${customer.email}` });
    await apply.click();
    const question = page.getByRole('dialog', { name: 'Make Jonas Weber an engineer?' });
    expect(await violations(page)).toEqual([]);
    await question.getByRole('button', { name: 'Keep customer' }).click();
    await select.selectOption('customer');
    await page.getByRole('button', { name: `Suspend ${customer.email}` }).click();
    const suspending = page.getByRole('dialog', { name: 'Suspend Jonas Weber?' });
    await suspending.getByRole('button', { name: 'Keep them' }).click();
    expect(changes).toEqual([]);

    await select.selectOption('engineer');
    await apply.click();
    await question.getByRole('button', { name: 'Apply' }).click();
    await question.waitFor({ state: 'detached' });
    expect(await roleAndStatus()).toBe('engineer approved');
    await select.selectOption('customer');
    await page.getByRole('button', { name: `Apply the role customer to ${customer.email}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await roleAndStatus()).toBe('customer approved');
  });

  it('shows who did what to whom, searches it, and hands out what was found as a file', async () => {
    const { page, client } = admin;
    const account = await createUser(browser, 'Lotte Brandt');
    for (const role of ['engineer', 'customer'])
      expect((await client.patch(`/api/users/${account.client.id}`, { role })).status).toBe(200);
    await page.goto('/');
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('link', { name: 'Operations' }).click();
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByLabel('To whom or what').fill(account.email);
    await page.getByLabel('Action').fill('account.changed');
    await page.getByRole('button', { name: 'Filter' }).click();
    const entries = page.getByRole('article');
    const backToCustomer = entries.filter({
      has: page.getByRole('row', { name: 'role engineer customer' }),
    });
    // The list of before stays until the filtered one is there.
    await eventually(async () => expect(await entries.count()).toBe(2));
    expect(await backToCustomer.textContent()).toContain(`(${account.email})`);
    await backToCustomer.getByText(/^Entry \d+$/).click();
    await backToCustomer.getByText(account.client.id).first().waitFor();
    expect(await violations(page)).toEqual([]);

    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download CSV' }).click();
    const file = await readFile(await (await downloading).path(), 'utf8');
    expect(file.trim().split('\r\n').slice(1)).toEqual([
      expect.stringContaining('"account.changed"'),
      expect.stringContaining('"account.changed"'),
    ]);

    // A year from now there is nothing yet.
    await page.getByLabel('Since').fill(`${new Date().getFullYear() + 1}-12-01T00:00`);
    await page.getByRole('button', { name: 'Filter' }).click();
    await main(page).getByText('Nothing like that is in the log').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('reads the audit log page by page, and says when it can’t be read', async () => {
    const { page, client } = admin;
    const { id } = await ApiClient.signUp();
    for (let change = 0; change < 51; change += 1) {
      const role = change % 2 === 0 ? 'engineer' : 'customer';
      expect((await client.patch(`/api/users/${id}`, { role })).status).toBe(200);
    }
    await page.goto(`/admin/audit?action=account.changed&subject=${id}`);
    const entries = page.getByRole('article');
    await entries.nth(49).waitFor();
    expect(await entries.count()).toBe(50);
    await page.getByRole('button', { name: 'Show more' }).click();
    await entries.nth(50).waitFor();
    expect(await entries.nth(50).getByRole('row', { name: 'role customer engineer' }).count()).toBe(1);
    await page.route('**/api/ops/auth/audit?*', (route) =>
      route.fulfill({ status: 500, json: { errors: [{ message: 'Something went wrong' }] } }),
    );
    await page.goto('/admin/audit?action=none');
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await page.unroute('**/api/ops/auth/audit?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await main(page).getByText('Nothing like that is in the log').waitFor();
  });

  it('shows a delivery that was given up, redrives it, and discards what stays dead', async () => {
    const numbers = [newNumber(), newNumber()];
    for (const receiver of numbers) {
      await refuseNextText(receiver);
      const sent = await admin.client.post<{ id: string }>('/notification', {
        type: 'SMS',
        message: 'Refused by the provider',
        receiver,
      });
      await eventually(async () => {
        const { body } = await admin.client.get<{ status: string }>(`/api/notifications/${sent.body.id}`);
        expect(body.status).toBe('DEAD');
      });
    }
    await admin.page.goto('/admin/dead-letters');
    const [again, never] = numbers.map((number) =>
      admin.page.getByRole('article').filter({ hasText: number }),
    );
    await again!.getByRole('button', { name: 'Redrive' }).click();
    await again!.waitFor({ state: 'detached' });
    await never!.getByRole('button', { name: 'Discard' }).click();
    await admin.page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await never!.waitFor({ state: 'detached' });
  });

  it('shows an event that a service could not handle, redrives and discards it', async () => {
    const nats = new NatsWrapper();
    await nats.connect({
      url: process.env['TEST_NATS_URL'] ?? '',
      clusterId: process.env['TEST_NATS_CLUSTER_ID'] ?? '',
      clientId: `browser-${randomUUID()}`,
    });
    const wire = `nothing that can be read ${randomUUID()}`;
    await nats.publish({ subject: 'expiration:complete', wire });
    await nats.close();
    await eventually(async () => {
      const { body } = await admin.client.get<{ payload: string }[]>(
        '/api/ops/orders/dead-letters?limit=100',
      );
      expect(body.map(({ payload }) => payload)).toContain(wire);
    });

    await admin.page.goto('/admin/dead-letters?of=orders');
    const letter = admin.page.getByRole('article').filter({ hasText: wire });
    await letter.getByRole('heading', { name: 'expiration:complete' }).waitFor();
    await letter.getByText('What it says').click();
    await letter.getByText(wire).waitFor();
    await letter.getByRole('button', { name: 'Redrive' }).click();
    await admin.page.getByTestId('toast').getByText('It failed again').waitFor();
    await letter.getByRole('button', { name: 'Discard' }).click();
    await admin.page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await letter.waitFor({ state: 'detached' });
  });

  it('counts what waits for the staff, and hands on all that a service has given up at one press', async () => {
    const nats = new NatsWrapper();
    await nats.connect({
      url: process.env['TEST_NATS_URL'] ?? '',
      clusterId: process.env['TEST_NATS_CLUSTER_ID'] ?? '',
      clientId: `browser-${randomUUID()}`,
    });
    for (let n = 0; n < 2; n += 1)
      await nats.publish({
        subject: 'expiration:complete',
        wire: `nothing that can be read ${randomUUID()}`,
      });
    await nats.close();
    const readLetters = async () =>
      (await admin.client.get<{ id: string; redrives: number }[]>('/api/ops/orders/dead-letters')).body;
    await eventually(async () => expect(await readLetters()).toHaveLength(2));

    const { page } = admin;
    await page.goto('/admin/dead-letters?of=orders');
    const staff = page.getByRole('navigation', { name: 'Running the place' });
    await staff.getByRole('link', { name: /^Dead letters \d+ given up$/ }).waitFor();
    const tab = page.getByRole('navigation', { name: 'Whose' }).getByRole('link', { name: /^orders/ });
    await tab.getByText('2').waitFor();
    await main(page).getByText('2 letters').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Redrive all' }).click();
    await page
      .getByRole('dialog', { name: 'Redrive all 2?' })
      .getByRole('button', { name: 'Redrive all' })
      .click();
    await page.getByTestId('toast').getByText('0 of 2 handed on').waitFor();
    expect((await readLetters()).map(({ redrives }) => redrives)).toEqual([1, 1]);
    for (const { id } of await readLetters())
      await admin.client.delete(`/api/ops/orders/dead-letters/${encodeURIComponent(id)}`);
    await page.reload();
    await main(page).getByText('Everything that came was handled.').waitFor();
    expect(await tab.innerText()).toBe('orders');
    await staff.getByRole('link', { name: 'Operations' }).click();
    await page.getByRole('heading', { level: 1, name: 'Operations' }).waitFor();
  });

  it('has a list of dead events for each service', async () => {
    await admin.page.goto('/admin/dead-letters');
    for (const service of apiServices) {
      await admin.page.getByRole('link', { name: service, exact: true }).click();
      await admin.page.waitForURL(`**/admin/dead-letters?of=${service}`);
      await main(admin.page).getByText('Everything that came was handled.').waitFor();
    }
  });

  it('shows the health of every service', async () => {
    await admin.page.goto('/admin/health');
    for (const service of apiServices) {
      await admin.page
        .getByRole('region', { name: service, exact: true })
        .getByText('ready', { exact: true })
        .waitFor();
    }
  });

  it('charts what the services do', async () => {
    await admin.page.goto('/admin/health');
    const requests = admin.page.getByRole('region', { name: 'Requests', exact: true });
    await requests
      .getByRole('row', { name: /^orders .* \/s$/ })
      .first()
      .waitFor();
    const memory = admin.page.getByRole('region', { name: 'Memory', exact: true });
    for (const service of apiServices) {
      await memory
        .getByRole('row', { name: new RegExp(`^${service} .*MiB$`) })
        .first()
        .waitFor();
    }
  });

  it('moves nothing on the page of the services while one after the other answers', async () => {
    const { context, page } = await anotherWindow(browser, admin, {
      viewport: { width: 1280, height: 2_400 },
    });
    await watchLayoutShift(context);
    const isPainted = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';
    let turn: Promise<unknown> = Promise.resolve();
    await page.route(/\/api\/ops\/\w+\/(health|figures)$/, async (route) => {
      const response = await route.fetch();
      turn = turn.then(() => route.fulfill({ response })).then(() => page.evaluate(isPainted));
      await turn;
    });
    await page.goto('/admin/health');
    const memory = page.getByRole('region', { name: 'Memory', exact: true });
    await memory
      .getByRole('row')
      .nth(apiServices.length - 1)
      .waitFor();
    await main(page)
      .getByText('up for')
      .nth(apiServices.length - 1)
      .waitFor();
    expect((await layoutShift(page)).total).toBeLessThan(0.001);
    await context.close();
  });

  it('shows the board of the expiration queue to admins only', async () => {
    await admin.page.goto('/admin/health');
    await admin.page.getByRole('link', { name: 'Expiration queue' }).click();
    await admin.page
      .locator('body')
      .getByText(/expiration/i)
      .first()
      .waitFor();
    const refused = await customer.page.goto('/api/ops/expiration/queues');
    expect(refused?.status()).toBe(401);
    await customer.page.goto('/admin/health');
    await main(customer.page).getByText('This part is for those who run the place').waitFor();
  });

  it('shows the API of every service in one page', async () => {
    await admin.page.goto('/api/docs');
    await admin.page
      .getByRole('heading', { name: /Accounts|Auth/i })
      .first()
      .waitFor();
    for (const service of apiServices) {
      await admin.page.getByLabel('Select a definition').selectOption(`/api/docs/${service}.json`);
      await main(admin.page).getByText(`/api/ops/${service}/health`).first().waitFor();
    }
  });

  it('had nothing to complain of', () => {
    const found = [admin, customer].flatMap(({ complaints }) => complaints);
    // The board of the queue would like fonts from elsewhere; its own policy keeps them out.
    expect(found.filter((complaint) => !complaint.includes('https://fonts.googleapis.com'))).toEqual([]);
  });

  it('keeps what one chose to hear of', async () => {
    await customer.page.goto('/preferences');
    const mail = customer.page.getByRole('group', { name: 'My orders' }).getByLabel('Mail');
    await mail.uncheck();
    await main(customer.page).getByText('My orders by Mail: off. Saved.').waitFor();
    await customer.page.reload();
    await mail.waitFor();
    expect(await mail.isChecked()).toBe(false);
    expect(
      await customer.page.getByRole('group', { name: 'Help desk' }).getByLabel(/Mail/).isDisabled(),
    ).toBe(true);
  });

  it('can go back from another phone number to the code that was sent', async () => {
    await customer.page.goto('/preferences');
    await customer.page.getByRole('textbox', { name: 'Phone number' }).fill(newNumber());
    const form = customer.page.getByRole('form', { name: 'Phone number', exact: true });
    await form.getByRole('button', { name: 'Send me a code' }).click();
    await customer.page.getByRole('button', { name: 'Another one' }).click();
    await customer.page.getByRole('button', { name: 'Back to the code' }).click();
    await customer.page.getByLabel('Code sent to').waitFor();
  });

  it.each(['light', 'dark'] as const)(
    'ends mails of a kind on a page of its own look: %s',
    async (colorScheme) => {
      const receiver = await createUser(browser, 'Rita Moss', { colorScheme });
      // A ticket that is reserved is told to its seller by mail.
      const { id } = await receiver.client.sell(15, 'Told by mail');
      await customer.client.reserve(id);
      const address = await eventually(async () => {
        const texts = (await mailsTo(receiver.email)).map(({ text }) => text).join('\n');
        const found = /https?:\S+unsubscribe\?token=\S+/.exec(texts)?.[0];
        if (!found) throw new Error('no mail yet');
        return found;
      });
      const link = new URL(address);
      await receiver.page.goto(`${link.pathname}${link.search}`);
      expect(await violations(receiver.page)).toEqual([]);
      await receiver.page.getByRole('button', { name: 'Unsubscribe' }).click();
      await receiver.page.getByRole('heading', { name: 'Unsubscribed' }).waitFor();
      expect(await violations(receiver.page)).toEqual([]);
      await receiver.page.getByRole('link', { name: 'Preferences' }).click();
      await receiver.page.waitForURL(/\/preferences$/);
      const tickets = receiver.page.getByRole('group', { name: 'My tickets' });
      await tickets.waitFor();
      expect(await tickets.getByLabel('Mail').isChecked()).toBe(false);
      await receiver.context.close();
    },
  );
});
