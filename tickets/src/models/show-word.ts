import mongoose from 'mongoose';
import { withoutOneLetter } from '../domain/search';

interface ShowWordFields {
  /** The word. */
  _id: string;
  /** The word with one letter left out, each way: two words with one of these in common are one typo apart. */
  variants: string[];
}

const schema = new mongoose.Schema<ShowWordFields>(
  { _id: { type: String, required: true }, variants: { type: [String], required: true } },
  { versionKey: false },
);
schema.index({ variants: 1 });

/** Every word that shows are found by; one that no show has any more does no harm. */
export const ShowWord = mongoose.model<ShowWordFields>('ShowWord', schema);

/** Makes words known to the search; those known already cost a look each. */
export async function learnWords(words: readonly string[]): Promise<void> {
  if (words.length === 0) return;
  await ShowWord.bulkWrite(
    words.map((word) => ({
      updateOne: {
        filter: { _id: word },
        update: { $setOnInsert: { variants: withoutOneLetter(word) } },
        upsert: true,
      },
    })),
    { ordered: false },
  );
}

/** Words that stand for one that was typed, at the most. */
const MAX_ALTERNATIVES = 50;

/**
 * For each word that was typed those of shows that are meant: itself, else those one typo apart; for the last one also
 * those that begin with it, as it may be half typed.
 */
export async function meantWords(typed: readonly string[]): Promise<string[][]> {
  return Promise.all(
    typed.map(async (word, index) => {
      const isLast = index === typed.length - 1;
      const known = await ShowWord.find({ _id: isLast ? new RegExp(`^${word}`) : word }, { _id: 1 })
        .sort({ _id: 1 })
        .limit(MAX_ALTERNATIVES)
        .lean();
      if (known.length > 0) return known.map(({ _id }) => _id);
      const alike = await ShowWord.find(
        {
          $or: [
            { _id: { $in: withoutOneLetter(word) } },
            { variants: { $in: [word, ...withoutOneLetter(word)] } },
          ],
        },
        { _id: 1 },
      )
        .limit(MAX_ALTERNATIVES)
        .lean();
      return alike.map(({ _id }) => _id);
    }),
  );
}
