import type { Response } from 'express';
import { sendDownload } from './download';

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
 * Answers with a list as a file, row by row.
 *
 * @param name of the file, without its ending
 */
export function sendCsv(
  res: Response,
  name: string,
  header: readonly string[],
  rows: AsyncIterable<readonly string[]>,
): Promise<void> {
  async function* lines(): AsyncGenerator<string> {
    yield csvLine(header);
    for await (const row of rows) yield csvLine(row);
  }
  return sendDownload(res, `${name}.csv`, 'text/csv; charset=utf-8', lines());
}
