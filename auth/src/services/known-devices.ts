import { createHash } from 'node:crypto';
import { parseEmailAddress } from '@ticketing/common/forms';
import type { Request } from 'express';
import { newToken } from '../domain/random-token';
import { KnownDevice } from '../models/known-device';

/** How long a device is known after its last login, in seconds: a year. */
const DEVICE_SECONDS = 365 * 24 * 3_600;
const TOKEN = /^[\w-]{43}$/;

/**
 * The devices that have logged in to each account, told by a cookie of 256 random bits that no script reads. The database has
 * only hashes of it: who reads them can't claim to be a known device, and nobody can make one up.
 */
export class KnownDevices {
  private readonly cookie: string;

  /** @param secure whether the cookie goes over https only */
  constructor(private readonly secure: boolean) {
    this.cookie = secure ? '__Host-device' : 'device';
  }

  /** The device's token, if the account of this address knows it. */
  async find(req: Pick<Request, 'headers'>, email: string): Promise<string | undefined> {
    const token = this.token(req);
    return token && (await KnownDevice.exists({ _id: toId(token, email) })) ? token : undefined;
  }

  /** Makes a device known to the account of this address, for which it has just proven to be the owner's. */
  async remember(req: Request, address: string): Promise<void> {
    const email = parseEmailAddress(address) ?? address;
    const token = this.token(req) ?? newToken();
    const expiresAt = new Date(Date.now() + DEVICE_SECONDS * 1_000);
    await KnownDevice.updateOne({ _id: toId(token, email) }, { $set: { expiresAt } }, { upsert: true });
    req.res?.cookie(this.cookie, token, {
      httpOnly: true,
      sameSite: 'lax',
      secure: this.secure,
      path: '/',
      maxAge: DEVICE_SECONDS * 1_000,
    });
  }

  private token({ headers }: Pick<Request, 'headers'>): string | undefined {
    const prefix = `${this.cookie}=`;
    return headers.cookie
      ?.split(/; */)
      .find((pair) => pair.startsWith(prefix) && TOKEN.test(pair.slice(prefix.length)))
      ?.slice(prefix.length);
  }
}

function toId(token: string, email: string): string {
  return createHash('sha256').update(`${token} ${email}`).digest('base64url');
}
