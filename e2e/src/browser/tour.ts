import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { violations } from './axe';
import { hiddenFocus } from './keyboard';
import { anotherWindow, openWindow } from './person';
import { savePicture } from './picture';
import type { Scene } from './scenes';
import { shiftsOf, watchShifts } from './shifts';
import type { Town } from './town';

export type Device = 'desktop' | 'phone';

/** Width and height of each device in CSS pixels. */
export const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

const windows: Record<Device, BrowserContextOptions> = {
  desktop: { viewport: sizes.desktop },
  phone: { viewport: sizes.phone, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
};

/** What was seen of one page. */
export interface Findings {
  policy: string;
  /** Of axe, by theme. */
  violations: { light: string[]; dark: string[] };
  hiddenFocus: string[];
  shifts: { total: number; what: string[] };
  /** Of the whole document: more than the device has is scrolled sideways. */
  width: number;
  /** What the browser's console said. */
  complaints: string[];
}

export interface TourOptions {
  browser: Browser;
  town: Town;
  /** How many pages are looked at side by side. */
  lanes: number;
  /** Folder where pictures are kept. */
  pictures?: string | undefined;
}

/** Looks at all pages on all devices, some at a time, and hands out what was found page by page. */
export class Tour {
  private readonly stops = new Map<string, Promise<Findings>>();

  constructor(
    private readonly options: TourOptions,
    scenes: readonly Scene[],
  ) {
    if (options.pictures) mkdirSync(options.pictures, { recursive: true });
    const lanes = Array.from({ length: options.lanes }, () => Promise.resolve());
    let next = 0;
    for (const scene of scenes) {
      for (const device of ['desktop', 'phone'] as const) {
        const lane = next++ % lanes.length;
        const stop = lanes[lane]!.then(() => this.look(scene, device));
        this.stops.set(`${scene.name} ${device}`, stop);
        lanes[lane] = stop.then(
          () => undefined,
          () => undefined,
        );
      }
    }
  }

  /** @throws what kept the page from being looked at */
  findings(scene: Scene, device: Device): Promise<Findings> {
    const stop = this.stops.get(`${scene.name} ${device}`);
    return stop ?? Promise.reject(new Error(`${scene.name} is not on this tour`));
  }

  private async look(scene: Scene, device: Device): Promise<Findings> {
    const { browser, town, pictures } = this.options;
    const who = scene.who?.(town);
    const options: BrowserContextOptions = { ...windows[device], colorScheme: 'light' };
    const opened = who ? await anotherWindow(browser, who, options) : await openWindow(browser, options);
    const { context, page, complaints } = opened;
    const keep = async (name: string): Promise<void> => {
      if (pictures && !scene.unpictured) savePicture(join(pictures, `${name}.png`), await page.screenshot());
    };
    try {
      await watchShifts(context);
      const answer = await page.goto(await scene.path(town));
      await page.locator(scene.shows).first().waitFor();
      const atFirst = await shiftsOf(page);
      await scene.then?.(page);
      await keep(`${scene.name}-${device}`);
      const light = await violations(page);
      const shifts = await shiftsOf(page);
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      if (scene.dark && device === 'desktop') await keep(`${scene.name}-dark`);
      const dark = await violations(page);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      return {
        policy: answer?.headers()['content-security-policy'] ?? '',
        violations: { light, dark },
        hiddenFocus: await hiddenFocus(page),
        // What somebody does may move things.
        shifts: scene.then || scene.live ? atFirst : shifts,
        width,
        complaints,
      };
    } finally {
      await context.close();
    }
  }
}
