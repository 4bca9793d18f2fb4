import type { ReactNode } from 'react';
import { Notice } from '../../ui/states';

/** Says that what is shown comes from this device. */
export function KeptNotice(): ReactNode {
  return (
    <Notice kind="wait">
      <p>As it was when this device last reached the server. The door knows whether it is still good.</p>
    </Notice>
  );
}
