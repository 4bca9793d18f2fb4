import type { ReactNode } from 'react';
import { Chip } from './chip';

/** Marks a ticket that its holder sells again. */
export function ResaleChip(): ReactNode {
  return (
    <Chip tone="quiet" icon="ticket">
      Resale
    </Chip>
  );
}
