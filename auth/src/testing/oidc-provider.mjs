// A provider of identities for specs: signs in whoever it is asked for, without asking them.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const [clientId, clientSecret, redirectUri] = process.argv.slice(2);
/** What was last said of each. */
const people = new Map();

/** An answer of the token endpoint; whoever is said to be forged has an ID token that this provider hasn't signed. */
function forge(body) {
  return String(body).replace(
    /("id_token":"[\w-]+\.([\w-]+)\.)([\w-]+)/,
    (whole, signed, payload, signature) => {
      const { sub } = JSON.parse(Buffer.from(payload, 'base64url'));
      return people.get(sub).forged ? signed + 'A'.repeat(signature.length) : whole;
    },
  );
}

const server = createServer().listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, accountId) => ({ accountId, claims: () => people.get(accountId) }),
    cookies: { keys: ['a key for specs only'] },
  });
  const handle = provider.callback();
  server.on('request', async (req, res) => {
    if (req.url === '/token') {
      const end = res.end.bind(res);
      res.end = (body) => end(forge(body));
    }
    if (!req.url.startsWith('/interaction/')) return handle(req, res);
    const { prompt, params, session, grantId } = await provider.interactionDetails(req, res);
    if (prompt.name === 'login') {
      const person = JSON.parse(Buffer.from(req.headers['x-account'], 'base64url').toString());
      people.set(person.sub, person);
      return provider.interactionFinished(req, res, { login: { accountId: person.sub } });
    }
    const grant =
      (await provider.Grant.find(grantId)) ??
      new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    return provider.interactionFinished(req, res, { consent: { grantId: await grant.save() } });
  });
  process.send(issuer);
});
process.on('disconnect', () => process.exit());
