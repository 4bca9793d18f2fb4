import type { ReactNode } from 'react';
import { Notice } from '../../ui/states';
import { showToast } from '../../ui/toast-store';

const FILE_NAME = 'ticketing-recovery-codes.txt';

function download(codes: string[]): void {
  const address = URL.createObjectURL(new Blob([`${codes.join('\n')}\n`], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = FILE_NAME;
  link.click();
  URL.revokeObjectURL(address);
}

async function copy(codes: string[]): Promise<void> {
  try {
    await navigator.clipboard.writeText(codes.join('\n'));
    showToast({ text: 'The codes are copied' });
  } catch {
    showToast({ text: 'They couldn’t be copied', detail: 'Mark and copy them by hand.', kind: 'bad' });
  }
}

/** Recovery codes, in the only moment in which anybody can see them. */
export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }): ReactNode {
  return (
    <div className="stack card" data-print="">
      <h3>Your recovery codes</h3>
      <Notice kind="wait">
        <p>
          Keep them somewhere safe. Each lets you in once when you don’t have your phone, and they are not
          shown again.
        </p>
      </Notice>
      <ul className="recovery-codes mono" aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="row unprinted">
        {/* Only there where the page came over https or from this machine. */}
        {'clipboard' in navigator && (
          <button type="button" className="button quiet" onClick={() => void copy(codes)}>
            Copy
          </button>
        )}
        <button type="button" className="button quiet" onClick={() => download(codes)}>
          Download
        </button>
        <button type="button" className="button quiet" onClick={() => print()}>
          Print
        </button>
        <button type="button" className="button" onClick={onKept}>
          I have kept them
        </button>
      </div>
    </div>
  );
}
