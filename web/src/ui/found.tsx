import type { ReactNode } from 'react';
import { plural } from '../lib/words/format';

/** How many a list has, in words; its place is kept until that is known. */
export function Found({
  total,
  one,
  many,
}: {
  total: string | undefined;
  one: string;
  many?: string;
}): ReactNode {
  return (
    <span className="small soft nums found" role="status">
      {total !== undefined &&
        (total.endsWith('+') ? `more than 1,000 ${many ?? `${one}s`}` : plural(Number(total), one, many))}
    </span>
  );
}
