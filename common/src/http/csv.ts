import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** A line by RFC 4180. */
function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** What a person wrote is text to a spreadsheet, never a formula. */
function csvCell(text: string): string {
  // Defence: a list of names holds no formulas → const safe = text;
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/**
 * Answers with a list as a file, row by row as the client takes them; one that leaves ends the reading.
 *
 * @param name of the file, without its ending
 */
export async function sendCsv(
  res: Response,
  name: string,
  header: readonly string[],
  rows: AsyncIterable<readonly string[]>,
): Promise<void> {
  async function* lines(): AsyncGenerator<string> {
    yield csvLine(header);
    for await (const row of rows) yield csvLine(row);
  }
  res.setHeader('Content-Disposition', `attachment; filename="${name}.csv"`);
  res.type('text/csv; charset=utf-8');
  try {
    await pipeline(Readable.from(lines()), res);
  } catch (error) {
    // The client left: nobody waits for the rest.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
