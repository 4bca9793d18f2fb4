import { findProcesses } from '@ticketing/harness';
import type { Browser } from 'playwright-core';
import { banner, main, violations } from './page-checks';
import { describeInChromium, launch } from './chromium';
import { administrator, openWindow, type TestUser, createUser } from './test-user';

const hang = (): Promise<void> => new Promise(() => undefined);

describeInChromium('what can’t be reached', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  describe('when a service takes requests and doesn’t answer them', () => {
    let user: TestUser;

    beforeAll(async () => {
      user = await createUser(browser, 'Mira Lang');
      await user.client.sell(5, 'Seen by visitors');
    });

    it('is said to take long, after one time-out not to answer, and then to be away, until it goes on', async () => {
      const [{ page, context }, admin] = [await administrator(browser), await administrator(browser)];
      // Specs that run beside this one do without it for a while.
      const stopped = findProcesses('expiration');
      expect(stopped).not.toEqual([]);
      // The page is there by then, so that it asks before the gateway knows.
      await page.goto('/admin/dead-letters');
      const list = page.getByRole('link', { name: 'expiration', exact: true });
      await list.waitFor();
      for (const pid of stopped) process.kill(pid, 'SIGSTOP');
      try {
        await list.click();
        await main(page).getByText('This is taking longer than usual.').waitFor();
        await page.getByRole('heading', { name: 'The service doesn’t answer.' }).waitFor();
        // The gateway has noticed meanwhile, and takes no more requests for it.
        await banner(page).getByText('A part of the site isn’t available.').waitFor();
        expect(await banner(page).getByText('You’re offline.').count()).toBe(0);
        expect(await violations(page)).toEqual([]);
        await admin.page.goto('/admin/health');
        await admin.page
          .getByRole('region', { name: 'expiration' })
          .getByText('away', { exact: true })
          .waitFor();
        await admin.page.getByRole('region', { name: 'tickets' }).getByText('ready').waitFor();
      } finally {
        for (const pid of stopped) process.kill(pid, 'SIGCONT');
      }
      await main(page).getByText('Everything that came was handled.').waitFor();
      await banner(page).getByText('A part of the site isn’t available.').waitFor({ state: 'detached' });
      await admin.page.getByRole('region', { name: 'expiration' }).getByText('ready').waitFor();
      await Promise.all([context.close(), admin.context.close()]);
    });

    it('is asked again at a press', async () => {
      const { page } = user;
      const failure = page.getByRole('heading', { name: 'The service doesn’t answer.' });
      const told: boolean[] = [];
      let answer: () => void = () => undefined;
      const answered = new Promise<void>((resolve) => (answer = resolve));
      await page.route('**/api/orders', async (route) => {
        told.push(await failure.isVisible());
        await answered;
        // Most of them were given up meanwhile.
        await route.continue().catch(() => undefined);
      });
      await page.goto('/orders');
      await failure.waitFor();
      await banner(page).getByText('A part of the site doesn’t answer.').waitFor();
      // By itself the page asks again only once it has told.
      expect(told.filter((already) => !already)).toHaveLength(1);
      await page.getByRole('button', { name: 'Try again' }).click();
      answer();
      await main(page).getByText('You haven’t reserved a ticket yet').waitFor();
      await banner(page).getByText('A part of the site doesn’t answer.').waitFor({ state: 'detached' });
      await page.unroute('**/api/orders');
    });

    it('is not taken for a lost connection while others answer', async () => {
      const { page } = user;
      await page.route('**/crm/api/v1/tickets*', (route) => route.abort());
      await page.goto('/support');
      await banner(page).getByText('A part of the site isn’t available.').waitFor();
      expect(await banner(page).getByText('You’re offline.').count()).toBe(0);
      await page.unroute('**/crm/api/v1/tickets*');
    });

    it('is named on the page of the services’ health, which charts the others', async () => {
      const { page, context } = await administrator(browser);
      await page.route(/\/api\/ops\/support\/(health|figures)$/, hang);
      await page.goto('/admin/health');
      const support = page.getByRole('region', { name: 'support' });
      await support.getByText('doesn’t answer', { exact: true }).waitFor();
      await page.getByRole('region', { name: 'orders' }).getByText('ready').waitFor();
      const memory = page.getByRole('region', { name: 'Memory' });
      await memory
        .getByRole('row', { name: /^orders .*MiB$/ })
        .first()
        .waitFor();
      expect(await memory.getByRole('row', { name: /^support / }).count()).toBe(0);
      await context.close();
    });
  });

  describe('when a phone is offline', () => {
    it('is told above the page, and covers nothing of it', async () => {
      const { page, context } = await openWindow(browser, { viewport: { width: 390, height: 844 } });
      await page.goto('/');
      const title = page.getByRole('heading', { name: 'Find a ticket' });
      await title.waitFor();
      await context.setOffline(true);
      const offline = banner(page).getByText('You’re offline.');
      await offline.waitFor();
      const [above, below] = [await offline.boundingBox(), await title.boundingBox()];
      expect(above!.y + above!.height).toBeLessThanOrEqual(below!.y);
      await context.close();
    });

    it('is a page that is shown once the connection is back, where one is and where one returns to', async () => {
      const { page, context } = await openWindow(browser, { viewport: { width: 390, height: 844 } });
      await page.goto('/');
      await page.getByRole('heading', { name: 'Find a ticket' }).waitFor();
      const broken = page.getByRole('heading', { name: 'This page couldn’t be shown' });

      await context.setOffline(true);
      await page.locator('.stub').first().click();
      await broken.waitFor();
      await page.goBack();
      await page.getByRole('link', { name: 'Sign in' }).click();
      await broken.waitFor();
      await context.setOffline(false);
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await page.goBack();
      await page.locator('.stub').first().click();
      await main(page).getByText('looking').first().waitFor();
      await context.close();
    });
  });
});
