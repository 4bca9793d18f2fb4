import type { ReactNode } from 'react';
import type { Tone } from '../lib/words/order-state';
import { Icon, type IconName } from './icons';

const icons: Record<Tone, IconName> = { good: 'check', wait: 'clock', bad: 'alert', quiet: 'close' };

/** A state in a word: told by its text and its drawing, not by colour alone. */
export function Chip({
  tone,
  icon,
  children,
}: {
  tone: Tone;
  icon?: IconName | undefined;
  children: ReactNode;
}): ReactNode {
  return (
    <span className={`chip ${tone}`}>
      <Icon name={icon ?? icons[tone]} size={14} />
      {children}
    </span>
  );
}
