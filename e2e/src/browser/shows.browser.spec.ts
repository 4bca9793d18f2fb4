import { eventually, waitForReadModel } from '@ticketing/harness';
import type { Browser, Page } from 'playwright-core';
import { describeInChromium, launch } from './chromium';
import { focused, main, violations } from './page-checks';
import { createUser, openWindow, type TestUser } from './test-user';

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

const section = (page: Page, name: string) => page.getByRole('region', { name });

const newestOrder = async ({ client }: TestUser): Promise<string | undefined> =>
  (await client.get<{ id: string }[]>('/api/orders')).body[0]?.id;

describeInChromium('a show', () => {
  const city = `Nebelburg ${Date.now()}`;
  let browser: Browser;
  let seller: TestUser;
  let buyer: TestUser;
  let other: TestUser;
  let path: string;

  beforeAll(async () => {
    browser = await launch();
    [seller, buyer, other] = await Promise.all([
      createUser(browser, 'Mira Lang'),
      createUser(browser, 'Jonas Weber', phone),
      createUser(browser, 'Tara Novak', { timezoneId: 'Asia/Kolkata' }),
    ]);
  });
  afterAll(() => browser?.close());

  it('is announced with its tickets in one form, which says what is wrong at its field', async () => {
    const { page } = seller;
    await page.goto('/shows/new');
    await page.getByLabel('What is it?').fill('Lantern night');
    await page.getByLabel('Time zone').fill('Europe/Berlin');
    // The clock goes from two to three there.
    await page.getByLabel('Starts', { exact: true }).fill('2035-03-25T02:30');
    await page.getByLabel('Venue').fill('Old Dairy');
    await page.getByLabel('City').fill(city);
    await page.getByLabel('Country').selectOption('Germany');
    await page.getByLabel('Ticket 1: kind of place').fill('Standing');
    await page.getByLabel('Price', { exact: true }).fill('20');
    await page.getByLabel('Places', { exact: true }).fill('3');
    await page.getByRole('button', { name: 'Announce it' }).click();
    await main(page).getByText('the clock is put forward').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Starts', { exact: true }).fill('2035-03-25T20:00');
    await page.getByRole('button', { name: 'Add another ticket' }).click();
    const seats = page.getByRole('group', { name: 'Ticket 2' });
    await seats.getByLabel('kind of place').fill('Balcony');
    await seats.getByLabel('Price', { exact: true }).fill('50');
    await seats.getByLabel('Seats, where').fill('A1-A3, B1');
    await seats.getByLabel('Most in one order').fill('2');
    await seats.getByLabel('Most for one buyer').fill('3');
    await page.getByRole('button', { name: 'Announce it' }).click();
    await page.waitForURL(/\/shows\/[0-9a-f]{24}$/);
    path = new URL(page.url()).pathname;
    const sales = section(page, 'Sales');
    await sales.getByRole('row', { name: /Balcony/ }).waitFor();
    await main(page).getByText('Sun, Mar 25, 2035, 8:00 PM').first().waitFor();
    await main(page).getByText(`${city}, Germany`).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('gets a picture, which its page and card show', async () => {
    const { page } = seller;
    await page.goto(`${path}/edit`);
    const picture = await page.screenshot({ type: 'jpeg' });
    await page
      .getByLabel('Choose a picture')
      .setInputFiles({ name: 'poster.jpg', mimeType: 'image/jpeg', buffer: picture });
    await page.getByLabel('Choose another picture').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.goto(path);
    await page.locator('img.show-picture').waitFor();
    const width = `document.querySelector('img.show-picture').naturalWidth`;
    await eventually(async () => expect(await page.evaluate(width)).toBeGreaterThan(0));
  });

  it('is found on a phone by filters in a sheet, with its date and place', async () => {
    const { page } = buyer;
    await page.goto('/');
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByLabel('City').fill(city);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Show what fits' }).click();
    const card = page.getByRole('list', { name: 'Upcoming events' }).getByRole('link');
    await card.getByText('Lantern night').waitFor();
    expect(await card.innerText()).toMatch(/2035[^]*Old Dairy[^]*from \$20\.00/);
    expect(await violations(page)).toEqual([]);
    await card.click();
    await page.waitForURL(new RegExp(`${path}$`));
    await page.getByRole('heading', { level: 1, name: 'Lantern night' }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(phone.viewport.width);
  });

  it('tells when it is in its own zone, to readers of another by its name', async () => {
    const { page } = other;
    await page.goto(path);
    await main(page).getByText('Sun, Mar 25, 2035, 8:00 PM GMT+2').first().waitFor();
    const data = await page.locator('script[type="application/ld+json"]').textContent();
    expect(JSON.parse(data ?? '')).toMatchObject({
      '@type': 'Event',
      startDate: '2035-03-25T18:00:00.000Z',
      offers: [{ price: 20 }, { price: 50 }],
    });
  });

  it('sells places and seats of several tickets in one order, and shows at once what is left', async () => {
    const { page } = buyer;
    await other.page.getByRole('button', { name: 'Choose places: Balcony' }).click();
    await other.page.getByRole('button', { name: 'A2', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Choose places: Standing' }).click();
    const more = page.getByRole('button', { name: 'One more: Standing' });
    await more.waitFor();
    await focused(page.getByRole('heading', { name: 'Standing' }));
    await more.click();
    await more.click();
    await page.getByRole('button', { name: 'Choose places: Balcony' }).click();
    await page.getByRole('button', { name: 'A2', exact: true }).click();
    const cart = section(page, 'Your places');
    await cart.getByText('$90.00').waitFor();
    expect(await violations(page)).toEqual([]);
    await cart.getByRole('button', { name: 'Reserve 3 places' }).click();
    await page.waitForURL(/\/orders\//);
    await page.getByRole('button', { name: 'Pay $90.00' }).waitFor();
    await focused(page.getByRole('heading', { level: 1 }));
    await main(page).getByText('2 × Standing').waitFor();
    expect(await violations(page)).toEqual([]);
    await other.page.getByRole('button', { name: 'A2, taken' }).waitFor();
    await main(other.page).getByText('1 left').waitFor();
    await page.getByRole('button', { name: 'Pay $90.00' }).click();
    await main(page).getByText('The tickets are yours').waitFor();
    await page.goto(path);
    await section(page, 'You hold 3 places').getByText('Balcony: Seat A2').waitFor();
    expect(await violations(page)).toEqual([]);
    const sales = section(seller.page, 'Sales');
    await eventually(async () =>
      expect(await sales.getByRole('row', { name: /Together/ }).innerText()).toMatch(/3\s+0\s+4\s+\$90\.00/),
    );
  });

  it('tells its seller who bought what, and how much on which day', async () => {
    const { page } = seller;
    const days = section(page, 'Sold by day');
    await days.getByText(/3 places, \$90\.00/).waitFor();
    await days.getByText('In figures').click();
    await days.getByRole('row', { name: /\$90\.00/ }).waitFor();
    expect(await violations(page)).toEqual([]);
    await section(page, 'Your event').getByRole('link', { name: 'Orders' }).click();
    const orders = page.getByRole('list', { name: 'Orders' });
    await orders.getByText('Jonas Weber').waitFor();
    const number = await orders.locator('.mono').innerText();
    expect(number).toMatch(/^[0-9A-F]{4}-[0-9A-F]{4}$/);
    await page.setViewportSize(phone.viewport);
    expect((await orders.locator('.line-item > .grow').boundingBox())?.width).toBeGreaterThan(180);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole('searchbox').fill('Nobody');
    await page.getByRole('button', { name: 'Search' }).click();
    await main(page).getByText('No order like that').waitFor();
    await page.getByRole('searchbox').fill(number);
    await page.getByRole('button', { name: 'Search' }).click();
    await orders.getByText('Jonas Weber').waitFor();
    await page.getByRole('searchbox').fill('A2');
    await page.getByRole('button', { name: 'Search' }).click();
    await orders.getByText(/2 × Standing, 1 × Balcony \(A2\)/).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Refund Jonas Weber' }).click();
    const refund = page.getByRole('dialog');
    await refund.getByLabel('Standing').selectOption('None');
    expect(await violations(page)).toEqual([]);
    await refund.getByRole('button', { name: 'Refund 1 place' }).click();
    await orders.getByText(/Given back: 1 × Balcony \(A2\)/).waitFor();
    const file = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download the list' }).click();
    expect((await file).suggestedFilename()).toMatch(/^orders-[0-9a-f]{24}\.csv$/);
  });

  it('tells its seller what was sold over all, also where a service is away', async () => {
    const { page } = seller;
    await seller.client.sell(15, 'Lantern');
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('link', { name: 'Sales' }).click();
    const together = section(page, 'Together').getByRole('table');
    // Two of Standing at 20 are kept of what cost 90; the lantern is free.
    await eventually(async () =>
      expect(await together.innerText()).toMatch(
        /USD\s+Sold\s+2\s+Held\s+0\s+Free\s+6\s+Gross\s+\$90\.00\s+Refunded\s+\$50\.00\s+Net\s+\$40\.00/,
      ),
    );
    await section(page, 'Sold by day')
      .getByText(/2 places, \$40\.00/)
      .waitFor();
    const single = section(page, 'Tickets without an event').getByRole('table');
    expect(await single.innerText()).toMatch(/Sold\s+0\s+Held\s+0\s+Free\s+1\s+Gross\s+\$0\.00/);
    const upcoming = page.getByRole('list', { name: 'Events to come' });
    await upcoming
      .getByRole('link', {
        name: /Lantern night.*2 sold, 0 held, 5 free, \$90\.00 gross, \$50\.00 refunded.*\$40\.00 net/,
      })
      .waitFor();
    await main(page).getByText('No event of yours has started yet.').waitFor();
    for (const viewport of [phone.viewport, { width: 1280, height: 800 }]) {
      await page.setViewportSize(viewport);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width);
      expect(await violations(page)).toEqual([]);
    }
    await page.route('**/api/orders/sales/shows**', (route) => route.fulfill({ status: 503 }));
    await page.reload();
    await section(page, 'Events to come').getByRole('alert').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.unroute('**/api/orders/sales/shows**');
    await section(page, 'Events to come').getByRole('button', { name: 'Try again' }).click();
    await upcoming.getByRole('link', { name: /Lantern night/ }).click();
    await page.waitForURL(new RegExp(`${path}$`));
  });

  it('keeps a line for what is full, and offers what becomes free to the first in it', async () => {
    const details = {
      startsAt: '2035-03-25T19:00:00Z',
      timeZone: 'Europe/Berlin',
      venue: { name: 'Old Dairy' },
    };
    const full = await seller.client.post<{ id: string }>('/api/shows', { title: 'Small night', ...details });
    const showId = full.body.id;
    const box = await seller.client.post<{ id: string }>('/api/tickets', {
      title: 'Box',
      price: 30,
      quantity: 1,
      showId,
    });
    const order = await buyer.client.reserve(box.body.id);
    const { page } = other;
    await page.goto(`/shows/${showId}`);
    const line = section(page, 'Waiting list: Box');
    await main(page).getByText('Sold out for now.').waitFor();
    expect(await section(page, 'Your places').count()).toBe(0);
    await line.getByRole('button', { name: 'Join the waiting list: Box' }).click();
    await line.getByText('You are next in line.').waitFor();
    expect(await violations(page)).toEqual([]);
    await buyer.client.delete(`/api/orders/${order.id}`);
    await line.getByText('A place is yours').waitFor();
    await line.getByRole('timer').waitFor();
    expect(await violations(page)).toEqual([]);
    await line.getByRole('button', { name: 'Decline' }).click();
    const dialog = page.getByRole('dialog', { name: 'Decline this offer?' });
    await dialog.getByRole('button', { name: 'Decline' }).click();
    await main(page).getByText('1 left').waitFor();
  });

  it('gives a buyer the money back on the page of the order, once it was moved', async () => {
    const details = { title: 'Moved night', timeZone: 'Europe/Berlin', venue: { name: 'Old Dairy' } };
    const announced = await seller.client.post<{ id: string; version: number }>('/api/shows', {
      ...details,
      startsAt: '2035-03-25T19:00:00Z',
    });
    const { id: showId, version } = announced.body;
    const { body: entry } = await seller.client.post<{ id: string }>('/api/tickets', {
      title: 'Entry',
      price: 40,
      quantity: 5,
      showId,
    });
    const order = await buyer.client.reserve(entry.id);
    await buyer.client.pay(order.id);
    const { page } = buyer;
    await page.goto(`/orders/${order.id}`);
    await page.getByTestId('order-state').getByText('Paid').waitFor();
    expect(await page.getByRole('button', { name: 'Get $40.00 back' }).count()).toBe(0);
    const moved = await seller.client.put(`/api/shows/${showId}`, {
      ...details,
      startsAt: '2035-04-01T19:00:00Z',
      version,
    });
    expect(moved.status).toBe(200);
    await eventually(async () => {
      const { body } = await buyer.client.get<{ refundable?: unknown }[]>(
        `/api/payments?orderId=${order.id}`,
      );
      expect(body[0]?.refundable).toHaveLength(1);
    });
    await page.reload();
    await page.getByRole('button', { name: 'Get $40.00 back' }).click();
    const dialog = page.getByRole('dialog', { name: 'Give your places back?' });
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Get $40.00 back' }).click();
    await page.getByTestId('order-state').getByText('Refunded').waitFor();
    await section(page, 'Payment').getByText('Given back').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('keeps what a visitor chose while they sign in', async () => {
    const visitor = await openWindow(browser);
    const { page } = visitor;
    await page.goto(path);
    await page.getByRole('button', { name: 'Choose places: Standing' }).click();
    await page.getByRole('button', { name: 'One more: Standing' }).click();
    await section(page, 'Your places').getByRole('link', { name: 'Sign in to reserve' }).click();
    await page.getByLabel('Email').fill(buyer.email);
    await page.getByLabel('Password', { exact: true }).fill(buyer.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await section(page, 'Your places').getByRole('button', { name: 'Reserve 1 place' }).click();
    await page.waitForURL(/\/orders\//);
    await page.goto(path);
    await section(page, 'Your places').getByText('Choose places').waitFor();
    await buyer.client.delete(`/api/orders/${await newestOrder(buyer)}`);
    expect(visitor.complaints).toEqual([]);
    await visitor.context.close();
  });

  it('is named by the orders of it, which ask for it once', async () => {
    const { page } = buyer;
    await page.goto('/orders');
    let asked = 0;
    page.on('request', (request) => (asked += Number(request.url().endsWith(`/api${path}`))));
    await page.reload();
    const orders = page.getByRole('list', { name: 'My orders' }).getByRole('listitem');
    const named = orders.filter({ hasText: `Lantern night` }).filter({ hasText: `Old Dairy, ${city}` });
    await eventually(async () => expect(await named.count()).toBeGreaterThan(1));
    expect(asked).toBe(1);
    expect(await violations(page)).toEqual([]);
    await named.first().getByRole('link').click();
    await main(page).getByText('Mar 25, 2035, 8:00 PM').waitFor();
    expect(await violations(page)).toEqual([]);
    await main(page).getByRole('link', { name: 'Lantern night' }).click();
    await page.waitForURL(`**${path}`);
  });

  it('gets more places of a ticket by its form', async () => {
    const { page } = seller;
    const sold = await seller.client.get<{ tickets: { id: string; title: string }[] }>(`/api${path}`);
    const standing = sold.body.tickets.find(({ title }) => title === 'Standing')?.id;
    await page.goto(`/tickets/${standing}/edit`);
    await page.getByLabel('Places').fill('1');
    await page.getByRole('button', { name: 'Save' }).click();
    await main(page).getByText('2 are held or sold already.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Places').fill('5');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(`**/tickets/${standing}`);
    await main(page).getByText('3 places left').waitFor();
  });

  it('lets buyers of a hot one wait in line, and says so', async () => {
    const hot = await seller.client.post<{ id: string }>('/api/shows', {
      title: 'Hot night',
      startsAt: '2035-03-25T19:00:00Z',
      timeZone: 'Europe/Berlin',
      venue: { name: 'Old Dairy' },
      queue: true,
    });
    await waitForReadModel('orders', 'shows', hot.body.id);
    const { page } = other;
    await page.goto(`/shows/${hot.body.id}`);
    await page.getByRole('button', { name: 'Join the queue' }).click();
    await main(page).getByText('1 person in the queue so far').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('is cancelled with a reason, which its page tells', async () => {
    const { page } = seller;
    await page.goto(path);
    await page.getByRole('button', { name: 'Cancel the event' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this event?' });
    await dialog.getByText('2 places sold: $40.00 goes back').waitFor();
    await dialog.getByRole('button', { name: 'Cancel the event' }).click();
    await dialog.getByText('Say why').waitFor();
    await dialog.getByLabel('Why?').fill('The singer is ill');
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel the event' }).click();
    await dialog.waitFor({ state: 'detached' });
    await section(page, 'Sold by day').getByText('The event is cancelled').waitFor();
    await page.goto('/my/sales');
    await page
      .getByRole('list', { name: 'Cancelled events' })
      .getByRole('link', { name: /Lantern night.*Does not take place: The singer is ill/ })
      .waitFor();
    expect(await section(page, 'Events to come').getByText('Lantern night').count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await other.page.goto(path);
    await main(other.page).getByText('The singer is ill').waitFor();
    expect(await other.page.getByRole('button', { name: /Reserve/ }).count()).toBe(0);
  });

  it('is duplicated with its seats and limits', async () => {
    const { page } = seller;
    await page.goto(path);
    await section(page, 'Your event').getByRole('link', { name: 'Duplicate' }).click();
    const seats = page.getByRole('group', { name: 'Ticket 2' });
    await seats.getByLabel('Seats, where').waitFor();
    expect(await seats.getByLabel('Seats, where').inputValue()).toBe('A1-A3, B1');
    expect(await seats.getByLabel('Most in one order').inputValue()).toBe('2');
    expect(await seats.getByLabel('Most for one buyer').inputValue()).toBe('3');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Announce it' }).click();
    await section(page, 'Your event').getByRole('link', { name: 'Orders' }).waitFor();
    expect(new URL(page.url()).pathname).not.toBe(path);
    const { body } = await seller.client.get<{ tickets: object[] }>(`/api${new URL(page.url()).pathname}`);
    expect(body.tickets).toMatchObject([
      { title: 'Standing', quantity: 100 },
      { title: 'Balcony', quantity: 4, maxPerOrder: 2, maxPerBuyer: 3 },
    ]);
    await section(page, 'Your event').getByRole('link', { name: 'Edit' }).click();
    const third = page.getByRole('group', { name: 'Ticket 3' });
    await third.getByLabel('kind of place').fill('Box');
    await third.getByLabel('Price').fill('80');
    await page.getByRole('button', { name: 'Add this ticket' }).click();
    await page.getByRole('link', { name: 'Edit Box' }).waitFor();
    await focused(page.getByRole('heading', { name: 'Tickets' }));
  });

  it('had nothing to complain of', () => {
    expect([seller, buyer, other].flatMap(({ complaints }) => complaints)).toEqual([]);
  });
});
