import mongoose from 'mongoose';
import { signToken, type CurrentUser } from '../http/token';

/** The key to build apps with in specs. */
export const testJwtKey = 'a key for specs only, of 32 characters or more';

/** A user for specs: an approved customer with an id of its own, unless told otherwise. */
export function testUser(user: Partial<CurrentUser> = {}): CurrentUser {
  const id = user.id ?? new mongoose.Types.ObjectId().toHexString();
  return { id, email: `${id}@example.com`, role: 'customer', status: 'approved', ...user };
}

/** A session token. */
export function testToken(user: Partial<CurrentUser> = {}, key = testJwtKey): string {
  return signToken(testUser(user), key);
}

/** The cookie of a signed-in user, for supertest's `.set('Cookie', signin())`. */
export function signin(user: Partial<CurrentUser> = {}, key = testJwtKey): string[] {
  const session = Buffer.from(JSON.stringify({ jwt: testToken(user, key) })).toString('base64');
  return [`session=${session}`];
}

/** The value of an `Authorization` header of a signed-in user. */
export function bearer(user: Partial<CurrentUser> = {}, key = testJwtKey): string {
  return `Bearer ${testToken(user, key)}`;
}
