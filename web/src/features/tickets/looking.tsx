import type { ReactNode } from 'react';
import { plural } from '../../lib/words/format';
import { Icon } from '../../ui/icons';

export const finding = 'Finding out who is looking…';

/** How many are on a ticket's page; `others` is null until that is known. */
export function Looking({ others, unknown }: { others: number | null; unknown?: string }): ReactNode {
  return (
    <p className="row" data-testid="looking" aria-live="polite">
      <Icon name="eye" />
      {others === null && unknown !== undefined
        ? unknown
        : (others ?? 0) < 1
          ? 'Only you are looking'
          : `${plural((others ?? 0) + 1, 'person', 'people')} looking`}
    </p>
  );
}
