import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { describeInChromium, launch } from './chromium';
import { anotherWindow, openWindow } from './person';
import { savePicture } from './picture';
import { type Scene, scenes } from './scenes';
import { settle, type Town } from './town';

const themes = ['light', 'dark'] as const;
const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } } as const;

/** Where pictures are kept; only `npm run screenshots` makes them anew. */
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

  const look = async (
    scene: Scene,
    window: BrowserContextOptions,
    see: (page: Page, complaints: string[]) => Promise<void>,
  ): Promise<void> => {
    const who = scene.who?.(town);
    const opened = who ? await anotherWindow(browser, who, window) : await openWindow(browser, window);
    try {
      await opened.page.goto(await scene.path(town));
      await opened.page.locator(scene.shows).first().waitFor();
      await see(opened.page, opened.complaints);
    } finally {
      await opened.context.close();
    }
  };

  describe.each(scenes)('$name', (scene) => {
    it.each(themes)(
      'has no violation that axe finds, and no complaint of the browser, in the %s theme',
      async (theme) => {
        await look(scene, { colorScheme: theme, viewport: sizes.desktop }, async (page, complaints) => {
          const { violations } = await new AxeBuilder({ page }).analyze();
          const found = violations.map(
            ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`,
          );
          expect(found).toEqual([]);
          expect(complaints).toEqual([]);
          if (pictures && scene.dark && theme === 'dark') {
            savePicture(join(pictures, `${scene.name}-dark.png`), await page.screenshot());
          }
        });
      },
    );

    it.each(Object.entries(sizes))('fits a %s', async (size, viewport) => {
      const window = { colorScheme: 'light', viewport, deviceScaleFactor: pictures ? 1.5 : 1 } as const;
      await look(scene, window, async (page) => {
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(
          0,
        );
        if (pictures) savePicture(join(pictures, `${scene.name}-${size}.png`), await page.screenshot());
      });
    });
  });
});
