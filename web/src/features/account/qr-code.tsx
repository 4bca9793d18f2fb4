import { create } from 'qrcode';
import type { ReactNode } from 'react';

/** Modules of white around it, by which cameras find it (ISO/IEC 18004). */
const QUIET = 4;

/** A text as a QR code: black on white in either theme, as cameras want it. */
export function QrCode({ content, label }: { content: string; label: string }): ReactNode {
  const { size, data } = create(content, { errorCorrectionLevel: 'M' }).modules;
  const squares = Array.from(data, (dark, index) =>
    dark ? `M${(index % size) + QUIET} ${Math.floor(index / size) + QUIET}h1v1h-1z` : '',
  );
  const whole = size + 2 * QUIET;
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${whole} ${whole}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={label}
    >
      <rect width={whole} height={whole} fill="#fff" />
      <path d={squares.join('')} fill="#000" />
    </svg>
  );
}
