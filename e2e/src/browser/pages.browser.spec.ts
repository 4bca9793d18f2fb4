import type { Browser } from 'playwright-core';
import { describeInChromium, launch } from './chromium';
import { pageCases } from './page-cases';
import { sizes, Tour } from './tour';
import { seed } from './seed-data';

/** Where pictures are kept; only `npm run screenshots -w e2e` makes them anew. */
const pictures = process.env['SCREENSHOTS'];

/** A score up to which nobody notices; 0.1 counts as good. */
const MAX_SHIFT = 0.02;

/** Six accounts that trade take 20 seconds, and five times as long where the processors are taken. */
const SEED_TIMEOUT_MS = 300_000;

describeInChromium('every page', () => {
  let browser: Browser;
  let tour: Tour;

  beforeAll(async () => {
    browser = await launch();
    const seedData = await seed(browser);
    // Side by side they see each other, which pictures shouldn't.
    tour = new Tour({ browser, seedData, lanes: pictures ? 1 : 3, pictures }, pageCases);
  }, SEED_TIMEOUT_MS);
  afterAll(() => browser?.close());

  describe.each(pageCases)('$name', (pageCase) => {
    it.each(['desktop', 'phone'] as const)(
      'is fit to be used on a %s, in either theme and by keyboard',
      async (device) => {
        const seen = await tour.findings(pageCase, device);
        expect(seen.violations).toEqual({ light: [], dark: [] });
        expect(seen.hiddenFocus).toEqual([]);
        // A page that is wider than its screen is scrolled sideways, or shown smaller.
        expect(seen.width).toBe(sizes[device].width);
        expect(seen.shifts.total > MAX_SHIFT ? seen.shifts : undefined).toBeUndefined();
        expect(seen.policy).toMatch(/default-src 'none'.*script-src 'self';/);
        expect(seen.policy).not.toContain('unsafe');
        expect(seen.complaints).toEqual([]);
      },
      180_000,
    );
  });
});
