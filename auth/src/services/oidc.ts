import { UnavailableError } from '@ticketing/common/errors';
import { parseEmailAddress } from '@ticketing/common/forms';
import type { Logger } from '@ticketing/common/observability';
import type { Configuration } from 'openid-client' with { 'resolution-mode': 'import' };
import { openChallenge, takeChallenge } from '../models/challenge';
import type { OutsideIdentity } from '../domain/linking';

/** How long somebody may be away at the provider, in seconds. */
const AWAY_SECONDS = 10 * 60;

/** A provider of identities, as the environment names it. */
export interface OidcProvider {
  /** Its address; below it is its discovery document. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** As people know it. */
  readonly name: string;
}

/** What signing in by it works with. */
export interface OidcOptions extends OidcProvider {
  /** Where people reach the pages. */
  readonly publicUrl: string;
  readonly now: () => Date;
  readonly logger: Logger;
}

/** Somebody who has come back from the provider, and where on the pages they wanted to go. */
export interface OidcReturn {
  readonly identity: OutsideIdentity;
  readonly next: string;
}

/**
 * Sign-in by a provider of identities: OpenID Connect, code flow with PKCE, state and nonce. ID tokens are taken
 * with the provider's signature alone, though they come straight from it.
 * Source: https://openid.net/specs/openid-connect-core-1_0.html, RFC 9700
 */
export class Oidc {
  readonly name: string;
  private discovered: Promise<Configuration> | undefined;

  constructor(private readonly options: OidcOptions) {
    this.name = options.name;
  }

  /** Where to send the browser, and the token that it has to bring back. */
  async start(next: string): Promise<{ url: URL; token: string }> {
    const client = await import('openid-client');
    const configuration = await this.discover();
    const [verifier, state, nonce] = [
      client.randomPKCECodeVerifier(),
      client.randomState(),
      client.randomNonce(),
    ];
    const token = await openChallenge('oidc', {
      data: { verifier, state, nonce, next },
      seconds: AWAY_SECONDS,
      now: this.options.now(),
    });
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.redirectUri,
      scope: 'openid email profile',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    return { url, token };
  }

  /**
   * Who has come back.
   * @param search the query that the provider has sent the browser back with
   * @param token that this browser was given; it is good once
   * @returns `undefined` when it wasn't this browser that was sent, or the provider didn't let them in
   */
  async finish(search: string, token: string): Promise<OidcReturn | undefined> {
    // Defence: only the browser that was sent comes back → const challenge = await (await import('../models/challenge')).Challenge.findOne({ kind: 'oidc' });
    const challenge = await takeChallenge('oidc', token, this.options.now());
    if (!challenge?.data) return undefined;
    const { verifier = '', state = '', nonce = '', next = '/' } = challenge.data;
    const client = await import('openid-client');
    const configuration = await this.discover();
    const url = new URL(this.redirectUri);
    url.search = search;
    const tokens = await client
      .authorizationCodeGrant(configuration, url, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      })
      .catch((error: unknown) => {
        this.options.logger.warn({ err: error }, 'a sign-in by the identity provider failed');
      });
    const claims = tokens?.claims();
    if (!tokens || !claims) return undefined;
    const info = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub).catch(() => ({}));
    const { email, email_verified: emailVerified, name } = { ...info, ...claims } as Record<string, unknown>;
    return {
      identity: {
        issuer: claims.iss,
        subject: claims.sub,
        email: parseEmailAddress(email),
        emailVerified: emailVerified === true,
        name: typeof name === 'string' ? name : undefined,
      },
      next,
    };
  }

  private get redirectUri(): string {
    return new URL('/api/users/oidc/callback', this.options.publicUrl).href;
  }

  /** Asked for once it is needed, and again after a failure: auth starts also while the provider is away. */
  private discover(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.options;
    this.discovered ??= import('openid-client').then((client) => {
      const url = new URL(issuer);
      // The environment allows http outside production only.
      const insecure = url.protocol === 'http:' ? [client.allowInsecureRequests] : [];
      // Defence: what a provider says is signed by it → const execute = insecure;
      const execute = [...insecure, client.enableNonRepudiationChecks];
      return client.discovery(url, clientId, clientSecret, undefined, { execute });
    });
    return this.discovered.catch(() => {
      this.discovered = undefined;
      throw new UnavailableError();
    });
  }
}
