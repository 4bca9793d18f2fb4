import { type ReactNode, useState } from 'react';
import type { AdmissionDetail } from '../../lib/api/types';
import { Link } from '../../lib/router/link';
import { paths } from '../../lib/router/routes';
import { formatMoney } from '../../lib/words/format';
import { parsePrice, priceProblem } from '../../lib/words/money-input';
import { ConfirmButton, ConfirmDialog } from '../../ui/dialog';
import { Form, SubmitButton, text, TextField } from '../../ui/form';
import { showToast } from '../../ui/toast-store';
import { sellAgain, withdrawResale } from './api';

interface SellingProps {
  admission: AdmissionDetail;
  onChanged: () => void;
}

/** The most that it may be sold again for. */
type Cap = NonNullable<AdmissionDetail['resaleCap']>;

/** Asks for a price, and once more before it is for sale. */
function NewResale({ admission, cap, onChanged }: SellingProps & { cap: Cap }): ReactNode {
  const [price, setPrice] = useState<number | null>(null);
  const most = formatMoney(cap.price, cap.currency);
  return (
    <>
      <Form
        fields={['price']}
        label="Sell again"
        validate={(values): Record<string, string> => {
          const typed = text(values, 'price');
          const problem = priceProblem(typed);
          if (problem !== null) return { price: problem };
          return (parsePrice(typed) ?? 0) > cap.price ? { price: `At most ${most}.` } : {};
        }}
        onSubmit={(values) => {
          setPrice(parsePrice(text(values, 'price')));
          return Promise.resolve();
        }}
      >
        <TextField
          name="price"
          label={`Price (${cap.currency.toUpperCase()})`}
          inputMode="decimal"
          autoComplete="off"
          hint={`At most ${most}. Your code stays good until somebody reserves it.`}
          required
        />
        <div>
          <SubmitButton className="quiet">Sell again</SubmitButton>
        </div>
      </Form>
      {price !== null && (
        <ConfirmDialog
          question={`Sell it for ${formatMoney(price, cap.currency)}?`}
          confirmLabel="Put it on sale"
          keepLabel="Not now"
          tone="plain"
          onConfirm={async () => {
            await sellAgain(admission.id, price);
            showToast({ text: 'Your ticket is on sale' });
            onChanged();
          }}
          onClose={() => setPrice(null)}
        >
          <ul className="soft stack">
            <li>Anybody can reserve it. Until then your code is good, and you can take it back.</li>
            <li>Whoever reserves it has some minutes to pay. Meanwhile your code opens no door.</li>
            <li>
              If they pay, it is theirs, with a code of its own. If they don’t, your code is good again.
            </li>
            <li>Going in with it, or giving it to somebody, takes it off sale.</li>
          </ul>
        </ConfirmDialog>
      )}
    </>
  );
}

/** What one's own resale has come to. */
function CurrentResale({
  admission,
  resale,
  onChanged,
}: SellingProps & { resale: NonNullable<AdmissionDetail['resale']> }): ReactNode {
  const isListed = resale.status === 'listed';
  const isReturned = admission.history.at(-1)?.action === 'returned';
  return (
    <>
      <p aria-live="polite" data-testid="resale-state">
        {isListed ? (
          <>
            {isReturned && 'Somebody reserved it and didn’t pay: your code is good again. '}
            For sale at <strong>{formatMoney(resale.price, resale.currency)}</strong>. Your code is good until
            somebody reserves it.
          </>
        ) : (
          <>
            Somebody has reserved it for <strong>{formatMoney(resale.price, resale.currency)}</strong> and is
            paying. If they don’t, your code is good again.
          </>
        )}
      </p>
      <p>
        <Link to={paths.ticket(resale.ticketId)}>See it as buyers do</Link>
      </p>
      {isListed && (
        <div>
          <ConfirmButton
            label="Take it back"
            accessibleName="Take it back from sale"
            question="Take it off sale?"
            explanation="Nobody can reserve it any more. It stays yours, and its code good."
            keepLabel="Leave it on sale"
            onConfirm={async () => {
              await withdrawResale(admission.id);
              onChanged();
            }}
          />
        </div>
      )}
    </>
  );
}

/** Sells it to whoever wants it, or takes that back; nothing where it can’t be sold. */
export function Selling({ admission, onChanged }: SellingProps): ReactNode {
  const { resale, resaleCap } = admission;
  if (!resale && !resaleCap) return null;
  return (
    <section className="card stack" aria-labelledby="selling">
      <h2 id="selling">Sell it again</h2>
      {resale ? (
        <CurrentResale admission={admission} resale={resale} onChanged={onChanged} />
      ) : (
        resaleCap && <NewResale admission={admission} cap={resaleCap} onChanged={onChanged} />
      )}
    </section>
  );
}
