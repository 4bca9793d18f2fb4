import { useEffect, useState } from 'react';
import type { SecondFactorRequest } from '../../lib/api/types';

const problems: Record<string, string> = {
  failed: 'That didn’t work, or took too long. Try again.',
  unverified:
    'There is an account with this address that isn’t confirmed. Sign in with its password first, and confirm it.',
  'no-email': 'Your provider tells no address, and so no account can be opened.',
};

/** What somebody brings along who comes back from a provider of identities. */
export interface ProviderAnswer {
  problem?: string | undefined;
  /** Their account asks for a second step. */
  asked?: SecondFactorRequest | undefined;
  /** Where they wanted to go. */
  next?: string | undefined;
}

/** Reads it from the page's address, once. */
export function readProviderAnswer(search: string, hash: string): ProviderAnswer {
  const outcome = new URLSearchParams(search).get('oidc');
  if (outcome !== null) return { problem: problems[outcome] ?? problems['failed'] };
  const fragment = new URLSearchParams(hash.slice(1));
  const challenge = fragment.get('challenge');
  if (challenge === null) return {};
  const secondFactor = (fragment.get('secondFactor') ?? '').split(',').filter(isFactor);
  return { asked: { challenge, secondFactor }, next: fragment.get('next') ?? undefined };
}

/** The same for a page; the challenge doesn't stay in the address. */
export function useProviderAnswer(): ProviderAnswer {
  const [answer] = useState(() => readProviderAnswer(location.search, location.hash));
  useEffect(() => {
    if (answer.asked) history.replaceState(history.state, '', location.pathname + location.search);
  }, [answer]);
  return answer;
}

type Factor = SecondFactorRequest['secondFactor'][number];

function isFactor(word: string): word is Factor {
  return word === 'totp' || word === 'passkey' || word === 'recovery';
}
