import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import jsQR from 'jsqr';
import type { Browser, Page } from 'playwright-core';
import { eventually } from '@ticketing/harness';
import { decodePng, fakeCamera, type Picture, toVideo } from './fake-camera';
import { focused, main, violations } from './page-checks';
import { describeInChromium, launch } from './chromium';
import { createUser, type TestUser } from './test-user';

/** What somebody has bought of a seller, with its code, as soon as it is issued. */
async function buy(
  buyer: TestUser,
  ticketId: string,
): Promise<{ id: string; orderId: string; code: string }> {
  const order = await buyer.client.reserve(ticketId);
  await buyer.client.pay(order.id);
  return eventually(async () => {
    const { body } = await buyer.client.get<{ id: string }[]>(`/api/admissions?orderId=${order.id}`);
    const [admission] = body;
    if (!admission) throw new Error('nothing is issued yet');
    const { body: whole } = await buyer.client.get<{ code: string }>(`/api/admissions/${admission.id}`);
    return { id: admission.id, orderId: order.id, code: whole.code };
  });
}

/** What the page shows for the door, once a reader that isn't ours takes the code from it: a toast may lie over it first. */
async function readPicture(page: Page, code: string): Promise<Picture> {
  const shown = page.getByRole('img', { name: 'The code for the door' });
  // Not where a toast would be held.
  await page.mouse.move(0, 0);
  return eventually(async () => {
    // Neither below the tabs nor below a toast.
    await shown.evaluate((code) => code.scrollIntoView({ block: 'center' }));
    const picture = decodePng(await shown.screenshot());
    expect(jsQR(picture.data, picture.width, picture.height)?.data).toBe(code);
    return picture;
  }, 30_000);
}

async function check(page: Page, code: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Code' }).fill(code);
  await page.keyboard.press('Enter');
}

describeInChromium('what one holds, and its door', () => {
  let browser: Browser;
  let seller: TestUser;
  let buyer: TestUser;
  let second: { ticketId: string; id: string; orderId: string; code: string };
  const folder = mkdtempSync(join(tmpdir(), 'camera-'));
  const video = join(folder, 'code.y4m');

  beforeAll(async () => {
    browser = await launch(fakeCamera(video));
    seller = await createUser(browser, 'Mira Lang');
    buyer = await createUser(browser, 'Jonas Weber', { viewport: { width: 390, height: 844 } });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  it('lets in once, with the network or without, and shows the holder', async () => {
    const ticket = await seller.client.sell(30, 'Harbour lights');
    const { code } = await buy(buyer, ticket.id);

    await buyer.page.goto('/admissions');
    await buyer.page.getByRole('list', { name: 'My tickets' }).waitFor();
    expect(await violations(buyer.page)).toEqual([]);
    await buyer.page.getByRole('list', { name: 'My tickets' }).getByRole('link').click();
    const state = buyer.page.getByTestId('admission-state');
    await state.getByText('Valid').waitFor();
    await buyer.page.getByRole('img', { name: 'The code for the door' }).waitFor();
    expect(await violations(buyer.page)).toEqual([]);

    const { page, context } = seller;
    const verdict = page.getByTestId('verdict');
    await page.goto(`/door/${ticket.id}`);
    await main(page).getByText('0 of 1').waitFor();
    await page.getByLabel('This gate’s name').fill('B');
    await check(page, 'NO CODE OF OURS');
    await verdict.getByText('Unknown').waitFor();
    expect(await violations(page)).toEqual([]);

    await context.setOffline(true);
    await check(page, code);
    await verdict.getByText('Let in').waitFor();
    await verdict.getByText('By this device’s own list.').waitFor();
    expect(await violations(page)).toEqual([]);
    await check(page, code);
    await verdict.getByText(/^Already in at gate B at /).waitFor();
    await context.setOffline(false);
    await state.getByText('Used').waitFor();
    await main(page).getByText('still to be sent').waitFor({ state: 'detached' });
    await check(page, code);
    await verdict.getByText('By this device’s own list.').waitFor({ state: 'detached' });
    await verdict.getByText(/^Already in at gate B at /).waitFor();
    await verdict.getByText(/Jonas Weber/).waitFor();

    await page.getByLabel('Name or seat').fill('jonas');
    await page.getByRole('button', { name: 'Undo: Jonas Weber' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click();
    await state.getByText('Valid').waitFor();
    expect([...seller.complaints, ...buyer.complaints].filter((text) => !/ERR_INTERNET/.test(text))).toEqual(
      [],
    );
  });

  it('offers a ticket to somebody and takes that back', async () => {
    const { page } = buyer;
    await page.getByLabel('Their mail address').fill('ada@example.com');
    await page.getByRole('button', { name: 'Offer it' }).click();
    await main(page).getByText('Offered to ada@example.com').waitFor();
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
    await page.getByRole('button', { name: 'Offer it' }).waitFor();
  });

  it('sells a ticket again: puts it on sale, takes it back, and loses it to who pays', async () => {
    const { body: show } = await seller.client.post<{ id: string }>('/api/shows', {
      title: 'Harbour ball',
      startsAt: '2035-05-01T19:30:00Z',
      timeZone: 'Europe/Berlin',
      venue: { name: 'Pier 4' },
    });
    const { body: ticket } = await seller.client.post<{ id: string }>('/api/tickets', {
      title: 'Stalls',
      price: 30,
      quantity: 1,
      showId: show.id,
    });
    const { id } = await buy(buyer, ticket.id);
    const { page } = buyer;
    const [state, shown] = [
      page.getByTestId('admission-state'),
      page.getByRole('img', { name: 'The code for the door' }),
    ];
    const sell = async (price: string): Promise<void> => {
      await page.getByLabel('Price (USD)').fill(price);
      await page.getByRole('button', { name: 'Sell again' }).click();
    };
    await page.goto(`/admissions/${id}`);
    await sell('31');
    await main(page).getByText('At most $30.00.', { exact: true }).waitFor();
    await sell('25');
    await page.getByRole('dialog').getByText('Meanwhile your code opens no door.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Put it on sale' }).click();
    await state.getByText('Valid, for sale').waitFor();
    await focused(page.getByRole('heading', { name: 'Sell it again' }));
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Take it back from sale' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
    await state.getByText('Valid', { exact: true }).waitFor();
    await sell('24');
    await page.getByRole('button', { name: 'Put it on sale' }).click();
    await state.getByText('Valid, for sale').waitFor();
    await shown.waitFor();

    const other = seller.page;
    await other.goto(`/shows/${show.id}`);
    await main(other).getByText('Sold out').first().waitFor();
    expect(await violations(other)).toEqual([]);
    await other.getByRole('link', { name: 'See it: Stalls, resale' }).click();
    await other.getByTestId('ticket-state').getByText('Resale').waitFor();
    expect(await violations(other)).toEqual([]);

    // The moment until it is surrendered is too short to be looked at.
    const orders = /\/api\/orders\/[0-9a-f]{24}$/;
    await other.route(orders, async (route) => {
      const response = await route.fetch();
      const body = (await response.json()) as object;
      await route.fulfill({ response, json: { ...body, resale: { surrendered: false } } });
    });
    await other.getByRole('button', { name: 'Reserve' }).click();
    await main(other).getByText('We’re asking for the ticket…').waitFor();
    expect(await violations(other)).toEqual([]);
    await state.getByText('Being bought').waitFor();
    await shown.waitFor({ state: 'detached' });
    expect(await violations(page)).toEqual([]);
    await other.unroute(orders);
    await other.getByRole('button', { name: /^Pay \$24/ }).click();

    await state.getByText('Sold').waitFor();
    await page.goto('/my/tickets');
    const listings = page.getByRole('list', { name: 'What I sell' });
    await listings.getByRole('link', { name: /Sold and paid.*Resale/ }).waitFor();
    await listings.getByRole('link', { name: /Taken off sale.*Resale/ }).waitFor();
    expect(await violations(page)).toEqual([]);
    await other.getByRole('list', { name: 'What lets you in' }).getByRole('link').click();
    await other.getByTestId('admission-state').getByText('Valid').waitFor();
    expect((await buyer.client.get<{ code: null }>(`/api/admissions/${id}`)).body.code).toBeNull();
  });

  it('leads from the order to the code, which any reader takes from the page', async () => {
    const { id: ticketId } = await seller.client.sell(30, 'Harbour by night');
    second = { ticketId, ...(await buy(buyer, ticketId)) };
    const { page } = buyer;
    await page.goto(`/orders/${second.orderId}`);
    await page.getByRole('list', { name: 'What lets you in' }).getByRole('link').click();
    await page.waitForURL(`**/admissions/${second.id}`);
    writeFileSync(video, toVideo(await readPicture(page, second.code)));
  });

  it('is there without a network once it was opened, until its holder signs out', async () => {
    const { page, context } = buyer;
    const kept = () =>
      page.evaluate<{ files: string[]; values: number; workers: number }>(`(async () => {
        const files = [];
        for (const name of await caches.keys())
          for (const { url } of await (await caches.open(name)).keys()) files.push(new URL(url).pathname);
        const open = indexedDB.open('vault');
        await new Promise((resolve) => { open.onsuccess = resolve; });
        const count = open.result.transaction('kept').objectStore('kept').count();
        await new Promise((resolve) => { count.onsuccess = resolve; });
        open.result.close();
        return { files, values: count.result, workers: (await navigator.serviceWorker.getRegistrations()).length };
      })()`);
    await eventually(async () => {
      const { files, values } = await kept();
      expect(files).toContain('/index.html');
      expect(values).toBeGreaterThan(1);
    });
    expect((await kept()).files.filter((path) => !/^\/(assets\/|[\w-]+\.(js|svg|html)$)/.test(path))).toEqual(
      [],
    );

    await page.goto('/admissions');
    await page.getByRole('list', { name: 'My tickets' }).getByText('Harbour by night').waitFor();
    await page.goto(`/admissions/${second.id}`);
    await page.getByRole('img', { name: 'The code for the door' }).waitFor();
    await eventually(async () => expect((await kept()).values).toBeGreaterThan(2));
    await context.setOffline(true);
    await page.reload();
    await main(page).getByText('As it was when this device last reached the server.').waitFor();
    await readPicture(page, second.code);
    await page.getByRole('heading', { name: 'Harbour by night' }).first().waitFor();
    expect(await violations(page)).toEqual([]);

    await page.goto('/admissions');
    await main(page).getByText('As it was when this device last reached the server.').waitFor();
    const list = page.getByRole('list', { name: 'My tickets' });
    expect(await violations(page)).toEqual([]);
    await list.getByRole('link', { name: /Harbour by night/ }).click();
    await readPicture(page, second.code);

    await context.setOffline(false);
    await main(page)
      .getByText('As it was when this device last reached the server.')
      .waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await eventually(async () => expect(await kept()).toEqual({ files: [], values: 0, workers: 0 }));
    await context.setOffline(true);
    await expect(page.goto(`/admissions/${second.id}`)).rejects.toThrow('ERR_INTERNET_DISCONNECTED');
    await context.setOffline(false);
  });

  it('is let in by the camera of the door', async () => {
    const { page } = seller;
    await page.goto(`/door/${second.ticketId}`);
    await main(page).getByText('0 of 1').waitFor();
    await page.getByRole('button', { name: 'Use the camera' }).click();
    await page.getByTestId('verdict').getByText('Let in').waitFor();
    await main(page).getByText('1 of 1').waitFor();
    await page.getByRole('button', { name: 'Stop the camera' }).click();
  });

  it('has staff, whom the seller adds by their address', async () => {
    const { page } = seller;
    await page.getByLabel('Mail address of their account').fill(buyer.email);
    await page.getByRole('button', { name: 'Add them' }).click();
    await page.getByRole('list', { name: 'Door staff' }).getByText(buyer.name).waitFor();
    await focused(page.getByRole('heading', { name: 'Who else may let people in' }));
    expect(await violations(page)).toEqual([]);
  });

  it('has a list of holders, all of whom the seller can write to', async () => {
    const { page } = seller;
    await page.getByRole('link', { name: 'Holders and messages' }).click();
    const holders = page.getByRole('list', { name: 'Holders' });
    await holders.getByText('Jonas Weber').waitFor();
    await page.getByLabel('Name, mail address or seat').fill('nobody like that');
    await page.getByRole('button', { name: 'Search' }).click();
    await main(page).getByText('Nobody like that').waitFor();
    await page.getByLabel('Name, mail address or seat').fill('jonas');
    await page.getByRole('button', { name: 'Search' }).click();
    await holders.getByText('Jonas Weber').waitFor();
    const file = await page.getByRole('link', { name: 'Download the list' }).getAttribute('href');
    expect((await seller.client.get(file ?? '')).status).toBe(200);

    await page.getByLabel('Subject').fill('Come early');
    await page.getByRole('textbox', { name: 'Message' }).fill('The ferry leaves at six.');
    await page.getByRole('button', { name: 'Look it over' }).click();
    await page.getByTestId('preview').getByText('The ferry leaves at six.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Send to 1 holder' }).click();
    await page.getByTestId('door-message').getByText('1 holder told').waitFor();
    expect(await violations(page)).toEqual([]);
    await eventually(async () => {
      const { body } = await buyer.client.get<{ subject: string; text: string }[]>('/api/notifications');
      expect(body).toContainEqual(
        expect.objectContaining({ subject: 'Come early', text: expect.stringContaining('leaves at six') }),
      );
    });
  });
});
