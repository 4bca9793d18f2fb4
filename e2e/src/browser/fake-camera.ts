import UPNG from '@pdf-lib/upng';

/** Pixels as RGBA, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** Size of the video that a fake camera shows, in pixels. */
const WIDTH = 640;
const HEIGHT = 480;
/** Luminance of white. */
const WHITE = 235;

/** Chromium's switches for a camera that everybody may use and that shows a video, again and again. */
export function fakeCamera(path: string): string[] {
  return [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${path}`,
  ];
}

export function decodePng(bytes: Buffer): Picture {
  const png = UPNG.decode(Uint8Array.from(bytes).buffer);
  const [frame] = UPNG.toRGBA8(png);
  if (!frame) throw new Error('the picture has no frame');
  return { width: png.width, height: png.height, data: new Uint8ClampedArray(frame) };
}

/** The picture in the middle of a white video of one frame, as YUV4MPEG2. @throws RangeError when it is too large for it */
export function toVideo({ width, height, data }: Picture): Buffer {
  if (width > WIDTH || height > HEIGHT)
    throw new RangeError(`${width} × ${height} is larger than ${WIDTH} × ${HEIGHT}`);
  const luminance = Buffer.alloc(WIDTH * HEIGHT, WHITE);
  const left = Math.floor((WIDTH - width) / 2);
  const top = Math.floor((HEIGHT - height) / 2);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      luminance[(top + y) * WIDTH + left + x] = ((data[(y * width + x) * 4] ?? 0) * WHITE) / 255;
  const grey = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  const header = `YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\nFRAME\n`;
  return Buffer.concat([Buffer.from(header), luminance, grey]);
}
