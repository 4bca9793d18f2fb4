import type { ReactNode } from 'react';
import { listProviders } from '../../lib/api/auth';
import { useResource } from '../../lib/data/use-resource';

/** Leads to the providers of identities by which people may sign in, if there are any. */
export function ProviderButtons({ next }: { next: string }): ReactNode {
  const { data = [] } = useResource('providers', listProviders);
  return data.map(({ name, startUrl }) => (
    <a key={startUrl} className="button quiet wide" href={`${startUrl}?next=${encodeURIComponent(next)}`}>
      Sign in with {name}
    </a>
  ));
}
