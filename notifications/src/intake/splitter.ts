/** Cuts a text that arrives in parts into the texts of its items. */
export interface Splitter {
  /** The items that end in this part. */
  push(text: string): string[];
  /**
   * The items left at the end.
   *
   * @throws SyntaxError when the whole isn't what it should be
   */
  end(): string[];
}

/** Longest text of one item, in UTF-16 units. */
export const longestItem = 512 * 1024;

/** An item is longer than any notification may be. */
export class ItemTooLongError extends Error {}

/** One JSON text per line; empty lines are skipped. */
export class LineSplitter implements Splitter {
  private rest = '';

  push(text: string): string[] {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    if (this.rest.length > longestItem) throw new ItemTooLongError();
    return lines.filter((line) => line.trim() !== '');
  }

  end(): string[] {
    return this.rest.trim() === '' ? [] : [this.rest];
  }
}

const code = (character: string) => character.charCodeAt(0);
const quote = code('"');
const backslash = code('\\');
const comma = code(',');
const opening = new Set([code('['), code('{')]);
const closing = new Set([code(']'), code('}')]);

/**
 * The elements of one JSON array, each as it is written, without the whole ever being in memory. What is within an
 * element is left to the parser; only strings and brackets are followed, to find its end.
 */
export class ArraySplitter implements Splitter {
  private state: 'before' | 'inside' | 'after' = 'before';
  private depth = 0;
  private inString = false;
  private escaped = false;
  private item = '';
  private items = 0;

  push(text: string): string[] {
    const found: string[] = [];
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      const character = text.charCodeAt(at);
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (character === backslash) this.escaped = true;
        else if (character === quote) this.inString = false;
        continue;
      }
      if (character === quote && this.state === 'inside') this.inString = true;
      else if (this.state !== 'inside') from = this.outside(text, at, from);
      else if (opening.has(character)) this.depth += 1;
      else if (this.depth > 0) this.depth -= closing.has(character) ? 1 : 0;
      else if (character === comma || closing.has(character)) {
        const item = (this.item + text.slice(from, at)).trim();
        const ends = closing.has(character);
        // The one place where nothing is right: between the brackets of an empty array.
        if (item !== '' || !ends || this.items > 0) found.push(item);
        this.items += 1;
        this.item = '';
        from = at + 1;
        if (ends) this.state = 'after';
      }
    }
    if (this.state === 'inside') this.item += text.slice(from);
    if (this.item.length > longestItem) throw new ItemTooLongError();
    return found;
  }

  end(): string[] {
    if (this.state !== 'after') throw new SyntaxError('the array has no end');
    return [];
  }

  /** Outside of the array there may only be space around it. */
  private outside(text: string, at: number, from: number): number {
    const character = text[at] ?? '';
    if (this.state === 'before' && character === '[') {
      this.state = 'inside';
      return at + 1;
    }
    if (/\s/.test(character) || (this.state === 'before' && character === '\ufeff')) return from;
    throw new SyntaxError(this.state === 'before' ? 'not an array' : 'more than one array');
  }
}
