import type { ReactNode } from 'react';

/** How far something is, in percent. */
export function ProgressBar({ label, percent }: { label: string; percent: number }): ReactNode {
  return (
    <div
      className="bar"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <i style={{ transform: `scaleX(${percent / 100})` }} />
    </div>
  );
}
