import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { describeInChromium, launch } from './chromium';
import { anotherWindow, openWindow } from './person';
import { savePicture } from './picture';
import { type Scene, scenes } from './scenes';
import { settle, type Town } from './town';

const phone = { width: 390, height: 844 };
const desktop = { width: 1280, height: 800 };

/** Where pictures are kept; only `npm run screenshots -w e2e` makes them anew. */
const pictures = process.env['SCREENSHOTS'];

describeInChromium('every page', () => {
  let browser: Browser;
  let town: Town;

  beforeAll(async () => {
    browser = await launch();
    town = await settle(browser);
    if (pictures) mkdirSync(pictures, { recursive: true });
  }, 120_000);
  afterAll(() => browser?.close());

  /** Opens a scene, shows it to `see`, and returns what the browser complained of. */
  const look = async (
    scene: Scene,
    window: BrowserContextOptions,
    see: (page: Page) => Promise<void>,
  ): Promise<string[]> => {
    const who = scene.who?.(town);
    const opened = who ? await anotherWindow(browser, who, window) : await openWindow(browser, window);
    try {
      await opened.page.goto(await scene.path(town));
      await opened.page.locator(scene.shows).first().waitFor();
      await see(opened.page);
      return opened.complaints;
    } finally {
      await opened.context.close();
    }
  };
  const violations = async (page: Page): Promise<string[]> => {
    const found = await new AxeBuilder({ page }).analyze();
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  };
  const keep = async (page: Page, name: string): Promise<void> => {
    if (pictures) savePicture(join(pictures, `${name}.png`), await page.screenshot());
  };

  describe.each(scenes)('$name', (scene) => {
    it('has no violation that axe finds in either theme, on a desktop', async () => {
      const complaints = await look(scene, { viewport: desktop, colorScheme: 'light' }, async (page) => {
        expect(await violations(page)).toEqual([]);
        await keep(page, `${scene.name}-desktop`);
        await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
        expect(await violations(page)).toEqual([]);
        if (scene.dark) await keep(page, `${scene.name}-dark`);
      });
      expect(complaints).toEqual([]);
    }, 60_000);

    it('fits a phone, where axe finds no violation either', async () => {
      const window = { viewport: phone, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
      const complaints = await look(scene, { ...window, colorScheme: 'light' }, async (page) => {
        // A page that is wider than its screen is scrolled sideways, or shown smaller.
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(phone.width);
        expect(await violations(page)).toEqual([]);
        await keep(page, `${scene.name}-phone`);
      });
      expect(complaints).toEqual([]);
    }, 60_000);
  });
});
