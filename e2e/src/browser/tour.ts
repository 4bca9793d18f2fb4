import { mkdirSync, writeFileSync } from 'node:fs';
import UPNG from '@pdf-lib/upng';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { violations, hiddenFocus, layoutShift, watchLayoutShift } from './page-checks';
import { anotherWindow, openWindow } from './test-user';
import type { PageCase } from './page-cases';
import type { SeedData } from './seed-data';

export type Device = 'desktop' | 'phone';

/** Width and height of each device in CSS pixels. */
export const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 360, height: 780 } };

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
  seedData: SeedData;
  /** How many pages are looked at side by side. */
  lanes: number;
  /** Folder where pictures are kept. */
  pictures?: string | undefined;
}

/** Looks at pages on all devices, and hands out what was found page by page. */
export class Tour {
  private readonly stops: readonly { pageCase: PageCase; device: Device }[];
  private readonly begun = new Map<object, Promise<Findings>>();

  constructor(
    private readonly options: TourOptions,
    pageCases: readonly PageCase[],
  ) {
    if (options.pictures) mkdirSync(options.pictures, { recursive: true });
    this.stops = pageCases.flatMap((pageCase) =>
      (['desktop', 'phone'] as const).map((device) => ({ pageCase, device })),
    );
  }

  /**
   * What is found of a page; the next on the other lanes are looked at meanwhile.
   * @throws what kept the page from being looked at
   */
  async findings(pageCase: PageCase, device: Device): Promise<Findings> {
    const place = this.stops.findIndex((stop) => stop.pageCase === pageCase && stop.device === device);
    if (place < 0) throw new Error(`${pageCase.name} is not on this tour`);
    const [found] = this.stops.slice(place, place + this.options.lanes).map((stop) => this.begin(stop));
    return found!;
  }

  private begin(stop: { pageCase: PageCase; device: Device }): Promise<Findings> {
    const found = this.begun.get(stop) ?? this.look(stop.pageCase, stop.device);
    this.begun.set(stop, found);
    // Told to whoever asks for it, which may be nobody.
    found.catch(() => undefined);
    return found;
  }

  private async look(pageCase: PageCase, device: Device): Promise<Findings> {
    const { browser, seedData, pictures } = this.options;
    const who = pageCase.who?.(seedData);
    const options: BrowserContextOptions = { ...windows[device], colorScheme: 'light' };
    const opened = who ? await anotherWindow(browser, who, options) : await openWindow(browser, options);
    const { context, page, complaints } = opened;
    const keep = async (name: string): Promise<void> => {
      if (pictures && !pageCase.unpictured)
        savePicture(join(pictures, `${name}.png`), await page.screenshot());
    };
    try {
      await watchLayoutShift(context);
      const answer = await page.goto(await pageCase.path(seedData));
      await page.locator(pageCase.shows).first().waitFor();
      const atFirst = await layoutShift(page);
      await pageCase.then?.(page);
      await keep(`${pageCase.name}-${device}`);
      const light = await violations(page);
      const shifts = await layoutShift(page);
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      if (pageCase.dark && device === 'desktop') await keep(`${pageCase.name}-dark`);
      const dark = await violations(page);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      return {
        policy: answer?.headers()['content-security-policy'] ?? '',
        violations: { light, dark },
        hiddenFocus: await hiddenFocus(page),
        // What somebody does may move things.
        shifts: pageCase.then || pageCase.live ? atFirst : shifts,
        width,
        complaints,
      };
    } finally {
      await context.close();
    }
  }
}

/** Colours of a picture that is kept: enough for a page, and a third of the bytes. */
const PALETTE_COLOURS = 128;

/** Writes a screenshot with a palette. */
function savePicture(path: string, png: Buffer): void {
  const bytes = png.buffer.slice(png.byteOffset, png.byteOffset + png.byteLength) as ArrayBuffer;
  const { width, height } = UPNG.decode(bytes);
  const [frame] = UPNG.toRGBA8(UPNG.decode(bytes));
  if (!frame) throw new Error(`${path} has no picture in it`);
  writeFileSync(path, Buffer.from(UPNG.encode([frame], width, height, PALETTE_COLOURS)));
}
