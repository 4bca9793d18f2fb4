import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bearer } from '@ticketing/common/testing';
import { verify } from 'jsonwebtoken';
import request from 'supertest';
import { environment } from './environment';
import { Admission, type AdmissionFields } from './models/admission';
import { buy, newId, sale, someone, useTestService } from './testing/test-app';
import type { AppleWallet } from './wallets';

jest.mock('./nats-wrapper');

const folder = mkdtempSync(join(tmpdir(), 'wallet-'));
const file = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(file(name), 'utf8');
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });

/** A certificate of an authority made for the test, as Apple's would have issued it. */
function issueCertificates(): AppleWallet {
  openssl(
    ...['req', '-x509', '-newkey', 'rsa:2048', '-noenc', '-keyout', 'ca.key', '-out', 'ca.pem'],
    ...['-subj', '/CN=Test WWDR', '-days', '2'],
  );
  openssl(
    ...['req', '-newkey', 'rsa:2048', '-noenc', '-keyout', 'pass.key', '-out', 'pass.csr'],
    ...['-subj', '/CN=Pass Type ID: pass.com.example.ticket'],
  );
  openssl(
    ...['x509', '-req', '-in', 'pass.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
    ...['-out', 'pass.pem', '-days', '2'],
  );
  return {
    certificate: read('pass.pem'),
    key: read('pass.key'),
    wwdr: read('ca.pem'),
    passTypeId: 'pass.com.example.ticket',
    teamId: 'ABCDE12345',
  };
}

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

afterAll(() => rmSync(folder, { recursive: true }));

interface Answer {
  code: string;
  wallets: { apple: string | null; google: string | null };
}

(hasOpenssl ? describe : describe.skip)('an admission in a wallet', () => {
  const apple = hasOpenssl ? issueCertificates() : ({} as AppleWallet);
  const google = { issuerId: '338', account: 'wallet@example.iam.gserviceaccount.com', key: apple.key };
  const service = useTestService({ apple, google });
  let holder: { id: string };
  let admission: AdmissionFields;

  beforeEach(async () => {
    holder = await someone(service, { name: 'Zoë Łukasz' });
    [admission] = (await buy(service, holder.id, await sale(newId(), { seats: ['A1'] }))) as [
      AdmissionFields,
    ];
  });
  const get = (path: string, as = holder) =>
    request(service.app).get(path).set('Authorization', bearer(as)).buffer(true);
  const shown = async () =>
    (await get(`/api/admissions/${admission._id}`).expect(200)).body as unknown as Answer;

  it('of Apple is a pass that openssl finds signed, with code, show and seat', async () => {
    const { wallets, code } = await shown();
    const { body, headers } = await get(wallets.apple!)
      .parse((res, done) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('end', () => done(null, Buffer.concat(chunks)));
      })
      .expect(200);
    expect(headers['content-type']).toBe('application/vnd.apple.pkpass');
    const files = unzip(body as Buffer);
    for (const [name, content] of Object.entries(files)) writeFileSync(file(name), content);
    const verifySignature = () =>
      openssl(
        ...['cms', '-verify', '-inform', 'DER', '-in', 'signature', '-content', 'manifest.json', '-binary'],
        ...['-CAfile', 'ca.pem', '-purpose', 'any', '-out', 'verified'],
      );
    verifySignature();
    const manifest = JSON.parse(read('manifest.json')) as Record<string, string>;
    expect(Object.keys(manifest).sort()).toEqual(['icon.png', 'icon@2x.png', 'pass.json']);
    for (const [name, hash] of Object.entries(manifest))
      expect(createHash('sha1').update(files[name]!).digest('hex')).toBe(hash);
    const pass = JSON.parse(read('pass.json')) as Record<string, unknown>;
    expect(pass).toMatchObject({
      serialNumber: admission._id,
      passTypeIdentifier: apple.passTypeId,
      teamIdentifier: apple.teamId,
      barcodes: [{ message: code, format: 'PKBarcodeFormatQR' }],
    });
    const text = JSON.stringify(pass['eventTicket']);
    for (const words of ['Requiem', '4 May 2031', '20:00:00', 'Rudolfinum, Praha', 'Seat A1', 'Zoë Łukasz'])
      expect(text).toContain(words);
    // Altered, it isn't signed any more.
    writeFileSync(file('manifest.json'), JSON.stringify({ ...manifest, 'pass.json': '0'.repeat(40) }));
    expect(verifySignature).toThrow();
  });

  it('of Google is a link that the key has signed, short enough to be followed', async () => {
    const { wallets, code } = await shown();
    const link = new URL(wallets.google!);
    expect(link.origin + link.pathname.slice(0, 11)).toBe('https://pay.google.com/gp/v/save/');
    expect(link.href.length).toBeLessThan(2_000);
    const publicKey = execFileSync('openssl', ['pkey', '-pubout'], { input: google.key, encoding: 'utf8' });
    const token = link.pathname.split('/').at(-1)!;
    const claims = verify(token, publicKey, {
      algorithms: ['RS256'],
      issuer: google.account,
      audience: 'google',
    });
    expect(claims).toMatchObject({
      typ: 'savetowallet',
      payload: {
        eventTicketClasses: [{ eventName: { defaultValue: { value: 'Requiem' } } }],
        eventTicketObjects: [{ barcode: { type: 'QR_CODE', value: code }, ticketHolderName: 'Zoë Łukasz' }],
      },
    });
  });

  it('is the holder’s alone, and none once it is void', async () => {
    const path = `/api/admissions/${admission._id}/pkpass`;
    await get(path, { id: newId() }).expect(404);
    await Admission.updateOne({ _id: admission._id }, { $set: { status: 'void' }, $unset: { code: '' } });
    expect((await shown()).wallets).toEqual({ apple: null, google: null });
    expect((await get(path).expect(409)).body.errors).toMatchObject([{ code: 'not_valid' }]);
  });
});

describe('an admission where no wallet is set', () => {
  const service = useTestService();

  it('has no pass, and says so', async () => {
    const holder = await someone(service);
    const [admission] = await buy(service, holder.id, await sale(newId()));
    const get = (path: string) =>
      request(service.app)
        .get(`/api/admissions/${admission!._id}${path}`)
        .set('Authorization', bearer(holder));
    expect((await get('').expect(200)).body.wallets).toEqual({ apple: null, google: null });
    expect((await get('/pkpass').expect(404)).body.errors).toMatchObject([{ code: 'no_wallet' }]);
  });

  it('needs all of a wallet’s settings, or none', () => {
    const faults = (more: object) =>
      environment.safeParse({ APPLE_TEAM_ID: 'ABCDE12345', ...more }).error?.issues ?? [];
    expect(faults({}).map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^APPLE_PASS_CERTIFICATE, .*APPLE_TEAM_ID are set together/),
    );
    expect(faults({ APPLE_PASS_KEY: 'no key' })).toContainEqual(
      expect.objectContaining({ path: ['APPLE_PASS_KEY'] }),
    );
  });
});

/** The files of an archive that is stored without compression. */
function unzip(archive: Buffer): Record<string, Buffer> {
  const files: Record<string, Buffer> = {};
  const HEADER = 0x04034b50;
  for (let at = 0; archive.readUInt32LE(at) === HEADER;) {
    const size = archive.readUInt32LE(at + 18);
    const nameLength = archive.readUInt16LE(at + 26);
    const start = at + 30 + nameLength + archive.readUInt16LE(at + 28);
    files[archive.toString('utf8', at + 30, at + 30 + nameLength)] = archive.subarray(start, start + size);
    at = start + size;
  }
  return files;
}
