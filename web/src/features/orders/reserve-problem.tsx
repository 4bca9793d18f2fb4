import type { ReactNode } from 'react';
import { Notice } from '../../ui/states';

/** Why nothing was reserved, and whether the same may be asked for again. */
export interface ReserveFailure {
  text: string;
  retry: boolean;
}

export function ReserveProblem({ text, retry }: ReserveFailure): ReactNode {
  return (
    <div role="alert">
      <Notice kind={retry ? 'wait' : 'bad'}>
        <p>{text}</p>
      </Notice>
    </div>
  );
}
