import { crc32, deflateSync } from 'node:zlib';
import { signin } from '@ticketing/common/testing';
import request from 'supertest';
import sharp from 'sharp';
import { newShow, Show } from '../models/show';
import { Picture } from '../models/picture';
import { published, useTestService } from '../testing/test-app';

jest.mock('../nats-wrapper');

const service = useTestService();
const MiB = 1024 * 1024;
const as = (user: string) => ({ Cookie: signin({ id: user }) });
const announce = async (): Promise<string> => {
  const details = { title: 'Concert', startsAt: new Date(), timeZone: 'UTC', venue: { name: 'Hall' } };
  const terms = { currency: 'usd', queue: false, resaleCapPercent: 100, userId: 'seller' };
  return String((await Show.create(newShow({ ...details, ...terms }, new Date())))._id);
};
const drawing = (width = 2_000, height = 1_000, background = 'teal') =>
  sharp({ create: { width, height, channels: 3, background } });
const upload = (
  showId: string,
  file: Buffer,
  { field = 'image', user = 'seller', filename = 'a.jpg' } = {},
) => request(service.app).post(`/api/shows/${showId}/image`).set(as(user)).attach(field, file, filename);
const read = (path: string) => request(service.app).get(path).responseType('blob');

describe('POST /api/shows/:id/image', () => {
  it('keeps the picture upright, scaled down and without metadata, and publishes the show', async () => {
    const id = await announce();
    const file = await drawing()
      .withExif({ IFD0: { Copyright: 'Somebody' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const { body } = await upload(id, file).expect(201);
    expect(body).toMatchObject({ version: 1, image: { width: 640, height: 1280 } });
    expect(await published(service.outbox, 'show:updated')).toMatchObject([{ id, version: 1 }]);
    const path = `/api/shows/${id}/image/${body.image.id}`;
    for (const [query, height] of [
      ['', 1280],
      ['?size=1280', 1280],
      ['?size=640', 640],
      ['?size=320', 320],
    ] as const) {
      const answer = await read(path + query).expect(200);
      expect(answer.headers).toMatchObject({
        'content-type': 'image/webp',
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
      });
      const shown = await sharp(answer.body as Buffer).metadata();
      expect(shown).toMatchObject({ format: 'webp', width: height / 2, height });
      expect([shown.exif, shown.orientation, shown.xmp]).toEqual([undefined, undefined, undefined]);
    }
  });

  it.each(['jpeg', 'png', 'webp', 'avif'] as const)(
    'takes %s, whatever its name, and enlarges nothing',
    async (format) => {
      const file = await drawing(400, 300).toFormat(format).toBuffer();
      const { body } = await upload(await announce(), file, { filename: 'a.html' }).expect(201);
      expect(body.image).toMatchObject({ width: 400, height: 300 });
    },
  );

  it('replaces the one before, and is nothing new the second time', async () => {
    const [id, other] = [await announce(), await announce()];
    const [teal, red] = [await drawing().png().toBuffer(), await drawing(900, 900, 'red').png().toBuffer()];
    const first = (await upload(id, teal).expect(201)).body.image as { id: string };
    const others = (await upload(other, teal).expect(201)).body.image as { id: string };
    const second = (await upload(id, red).expect(201)).body.image as { id: string };
    expect((await upload(id, red).expect(201)).body).toMatchObject({ version: 2, image: second });
    await read(`/api/shows/${id}/image/${first.id}`).expect(404);
    await read(`/api/shows/${id}/image/${second.id.toUpperCase()}`).expect(200);
    await read(`/api/shows/${other}/image/${others.id}`).expect(200);
    expect(await Picture.countDocuments()).toBe(2);
    for (const path of ['/api/shows', `/api/shows/${id}`]) {
      const { body } = await request(service.app).get(path).expect(200);
      if (path.endsWith(id)) expect(body.image).toEqual(second);
    }
  });

  it('is refused to others, for an unknown and for a cancelled show, before it is read', async () => {
    const id = await announce();
    const file = Buffer.from('nothing');
    await upload(id, file, { user: 'other' }).expect(401);
    await request(service.app).post(`/api/shows/${id}/image`).attach('image', file, 'a.png').expect(401);
    await upload('665f1f77bcf86cd799439011', file).expect(404);
    await upload('x', file).expect(404);
    await upload(id.toUpperCase(), file).expect(400);
    await read(`/api/shows/${id}/image/x`).expect(404);
    await read(`/api/shows/${id}/image/${id}?size=1`).expect(400);
    await Show.updateOne({ _id: id }, { status: 'cancelled' });
    await upload(id, file).expect(400);
  });

  it.each([
    ['an SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['HTML', () => Buffer.from('<html><script>alert(1)</script></html>')],
    ['nothing', () => Buffer.alloc(0)],
    ['a GIF', () => drawing(9, 9).gif().toBuffer()],
    ['a TIFF', () => drawing(9, 9).tiff().toBuffer()],
    ['a truncated JPEG', async () => (await drawing().jpeg().toBuffer()).subarray(0, 5_000)],
    ['a truncated PNG', async () => (await drawing().png().toBuffer()).subarray(0, 3_000)],
    ['an animated WebP', animation],
    ['a PNG of 900 megapixels', () => png(30_000, 30_000)],
    ['an AVIF of 9 megapixels', () => drawing(3_000, 3_000).avif({ effort: 0 }).toBuffer()],
    ['a PNG of a billion rows', () => png(1, 1_000_000_000)],
  ])('refuses %s as no picture', async (_what, make) => {
    const id = await announce();
    const { body } = await upload(id, await make()).expect(400);
    expect(body.errors).toEqual([expect.objectContaining({ field: 'image', code: 'not_a_picture' })]);
    expect(await Picture.countDocuments()).toBe(0);
  });

  it('takes 10 MiB, and refuses one byte more', async () => {
    const id = await announce();
    const picture = await drawing().jpeg().toBuffer();
    const of = (size: number) => Buffer.concat([picture, Buffer.alloc(size - picture.length)]);
    await upload(id, of(10 * MiB)).expect(201);
    const { body } = await upload(id, of(10 * MiB + 1)).expect(413);
    expect(body.errors[0].code).toBe('payload_too_large');
  });

  it('refuses what is no form with one file', async () => {
    const id = await announce();
    const post = () => request(service.app).post(`/api/shows/${id}/image`).set(as('seller'));
    await post().send({ image: 'x' }).expect(415);
    await post().expect(415);
    await post().set('Content-Type', 'multipart/form-data').send('x').expect(400);
    await post().set('Content-Type', 'multipart/form-data; boundary=b').send('--b\r\n').expect(400);
    await post().field('image', 'text').expect(400);
    await upload(id, await drawing().png().toBuffer(), { field: 'picture' }).expect(400);
    await upload(id, await drawing().png().toBuffer())
      .attach('image', Buffer.from('x'), 'b')
      .expect(400);
  });
});

function animation(): Promise<Buffer> {
  return Promise.all(['red', 'blue'].map((color) => drawing(9, 9, color).png().toBuffer())).then((frames) =>
    sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer(),
  );
}

/** A small file that says it is a large picture. */
function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const pixels = deflateSync(Buffer.alloc(4 * MiB));
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
