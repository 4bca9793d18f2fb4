import { type ReactNode, useId, useState } from 'react';
import { uploadPicture } from './api';
import { ShowPicture } from './show-picture';
import { errorMessage } from '../../lib/api/errors';
import type { Show } from '../../lib/api/types';
import { showToast } from '../../ui/toast-store';

/** Bytes that a picture may have. */
const MAX_BYTES = 10 * 1024 * 1024;

/** The picture of a show, and another in its place. */
export function PictureForm({ show, onChanged }: { show: Show; onChanged: () => void }): ReactNode {
  const id = useId();
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const upload = async (picture: File | undefined): Promise<void> => {
    if (picture === undefined) return;
    setProblem(picture.size > MAX_BYTES ? 'A picture may have 10 MB.' : null);
    if (picture.size > MAX_BYTES) return;
    setPending(true);
    try {
      await uploadPicture(show.id, picture);
      onChanged();
      showToast({ text: 'The picture is on the page of your event' });
    } catch (error) {
      setProblem(errorMessage(error));
    } finally {
      setPending(false);
    }
  };
  return (
    <section className="card stack" aria-labelledby="picture">
      <h2 id="picture">Picture</h2>
      <ShowPicture show={show} sizes="(max-width: 640px) 100vw, 640px" />
      <label htmlFor={id}>{show.image === undefined ? 'Choose a picture' : 'Choose another picture'}</label>
      <input
        id={id}
        type="file"
        accept="image/jpeg,image/png,image/webp,image/avif"
        disabled={pending}
        aria-describedby={`${id}-hint`}
        onChange={({ currentTarget }) => {
          void upload(currentTarget.files?.[0]);
          currentTarget.value = '';
        }}
      />
      <p id={`${id}-hint`} className="small soft" aria-live="polite">
        {pending ? 'Sending the picture…' : 'JPEG, PNG, WebP or AVIF, up to 10 MB.'}
      </p>
      {problem !== null && <p role="alert">{problem}</p>}
    </section>
  );
}
