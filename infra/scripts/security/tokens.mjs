import { randomUUID } from 'node:crypto';

async function post(url, body) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

/**
 * A token for the API.
 * @param who `admin`, the first administrator, who may go everywhere; or `customer`, somebody who just signed up
 */
export async function fetchToken(who, baseUrl) {
  const users = `${baseUrl}/api/users`;
  if (who === 'admin') {
    const { TEST_ADMIN_EMAIL: email, TEST_ADMIN_PASSWORD: password } = process.env;
    return (await post(`${users}/token`, { email, password })).accessToken;
  }
  if (who !== 'customer') throw new Error(`nobody is called ${who}: customer, admin`);
  const account = { email: `${randomUUID()}@example.com`, password: randomUUID() };
  await post(`${users}/signup`, account);
  return (await post(`${users}/token`, account)).accessToken;
}
