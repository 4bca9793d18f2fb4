import type { ReactNode } from 'react';
import type { Show } from '../../lib/api/types';
import { fillPath } from '../../lib/api/typed';

/** Widths that pictures are kept in, in pixels. */
const WIDTHS = [320, 640, 1280];

interface ShowPictureProps {
  show: Pick<Show, 'id' | 'image'>;
  /** How wide it is shown, in the words of `<img sizes>`. */
  sizes: string;
  isLazy?: boolean;
}

/** The picture of a show, where it has one; what it shows is said by the title beside it. */
export function ShowPicture({ show: { id, image }, sizes, isLazy = false }: ShowPictureProps): ReactNode {
  if (image === undefined) return null;
  const path = fillPath('/api/shows/{id}/image/{imageId}', { id, imageId: image.id });
  return (
    <img
      className="show-picture"
      src={`${path}?size=640`}
      srcSet={WIDTHS.map((width) => `${path}?size=${width} ${width}w`).join(', ')}
      sizes={sizes}
      width={image.width}
      height={image.height}
      alt=""
      {...(isLazy ? { loading: 'lazy' as const } : {})}
    />
  );
}
