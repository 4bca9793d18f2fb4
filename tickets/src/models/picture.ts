import mongoose from 'mongoose';
import type { PictureSize } from '../pictures';

interface PictureFields {
  _id: string;
  showId: string;
  /** A WebP of each size, by its longer side in pixels. */
  files: Record<PictureSize, Buffer>;
}

const schema = new mongoose.Schema<PictureFields>({
  _id: { type: String, required: true },
  showId: { type: String, required: true },
  files: { 320: Buffer, 640: Buffer, 1280: Buffer },
});

schema.index({ showId: 1 });

/** Its key: the same picture of two shows is kept twice, so that either can go. */
export const pictureKey = (showId: string, imageId: string): string => `${showId}/${imageId}`;

/** The files of the shows' pictures; they never change. */
export const Picture = mongoose.model<PictureFields>('Picture', schema);
