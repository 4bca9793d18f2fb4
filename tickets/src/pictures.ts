import { createHash } from 'node:crypto';
import type Sharp from 'sharp';

/** The longer side of what a picture is kept as, in pixels. */
export const PICTURE_SIZES = ['320', '640', '1280'] as const;
export type PictureSize = (typeof PICTURE_SIZES)[number];

/** A picture as it is kept and shown. */
export interface RenderedPicture {
  /** From the hash of its largest form, in the form of an ObjectId. */
  readonly id: string;
  /** Of its largest form. */
  readonly width: number;
  readonly height: number;
  readonly files: Readonly<Record<PictureSize, Buffer>>;
}

/** What a process has the memory for: some 6 bytes for each, of an AVIF three times as many. */
const MAX_PIXELS = 24_000_000;
const MAX_AVIF_PIXELS = 8_000_000;
const MAX_SECONDS = 15;

let queue: Promise<unknown> = Promise.resolve();

/**
 * Renders what somebody sent as WebP of each size, upright, never larger than it was and without what a camera writes
 * beside it. One at a time, as each may take much memory.
 * @returns undefined for what is no still JPEG, PNG, WebP or AVIF of at most 24 megapixels (AVIF 8)
 */
export function renderPicture(file: Buffer): Promise<RenderedPicture | undefined> {
  const rendered = queue.then(() => render(file));
  queue = rendered.catch(() => undefined);
  return rendered;
}

async function render(file: Buffer): Promise<RenderedPicture | undefined> {
  const sharp = await loadSharp();
  try {
    const input = sharp(file, { limitInputPixels: MAX_PIXELS, sequentialRead: true });
    const { format, compression, pages = 1, width: columns, height: rows } = await input.metadata();
    if (pages > 1 || columns * rows > (format === 'heif' ? MAX_AVIF_PIXELS : MAX_PIXELS)) return undefined;
    if (format === 'heif' && compression !== 'av1') return undefined;
    const largest = await input
      .autoOrient()
      .resize({ width: 1280, height: 1280, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 82 })
      .timeout({ seconds: MAX_SECONDS })
      .toBuffer({ resolveWithObject: true });
    const smaller = (size: number): Promise<Buffer> =>
      sharp(largest.data)
        .resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
        .webp({ quality: 82 })
        .toBuffer();
    const { width, height } = largest.info;
    return {
      id: createHash('sha256').update(largest.data).digest('hex').slice(0, 24),
      width,
      height,
      files: { 320: await smaller(320), 640: await smaller(640), 1280: largest.data },
    };
  } catch {
    return undefined;
  }
}

let loaded: Promise<typeof Sharp> | undefined;

/** Loaded with the first picture, as few processes ever see one. */
function loadSharp(): Promise<typeof Sharp> {
  loaded ??= import('sharp').then(({ default: sharp }) => {
    // What it can read besides, such as SVG, is nothing that a stranger may have read.
    // Defence: pictures are read by four decoders alone → ;
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({
      operation: ['Jpeg', 'Png', 'Webp', 'Heif'].map((name) => `VipsForeignLoad${name}Buffer`),
    });
    sharp.cache(false);
    sharp.concurrency(1);
    return sharp;
  });
  return loaded;
}
