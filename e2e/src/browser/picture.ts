import { writeFileSync } from 'node:fs';
import UPNG from '@pdf-lib/upng';

/** Colours of a picture that is kept: enough for a page, and a third of the bytes. */
const colours = 128;

/** Writes a screenshot with a palette. */
export function savePicture(path: string, png: Buffer): void {
  const bytes = png.buffer.slice(png.byteOffset, png.byteOffset + png.byteLength) as ArrayBuffer;
  const { width, height } = UPNG.decode(bytes);
  const [frame] = UPNG.toRGBA8(UPNG.decode(bytes));
  if (!frame) throw new Error(`${path} has no picture in it`);
  writeFileSync(path, Buffer.from(UPNG.encode([frame], width, height, colours)));
}
