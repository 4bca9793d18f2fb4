import { dirname, join } from 'node:path';
import PDFDocument from 'pdfkit';

export const MARGIN = 48;

/** An A4 page in the making. */
export interface Page {
  readonly document: PDFKit.PDFDocument;
  /** Writes a paragraph of at most three lines: one page whatever the lengths of names, what is too long ends in an ellipsis. */
  readonly line: (text: string, size: number, font?: 'text' | 'bold') => void;
  /** Ends the page. @returns its bytes, PDF */
  readonly end: () => Promise<Buffer>;
}

/** Begins a document of one A4 page. */
export function newPage(title: string): Page {
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    info: { Title: title, Creator: 'Ticketing' },
  });
  const chunks: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
  // The fonts that every reader has know no more than Western European letters.
  const fonts = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf');
  document.registerFont('text', join(fonts, 'DejaVuSans.ttf'));
  document.registerFont('bold', join(fonts, 'DejaVuSans-Bold.ttf'));
  const width = document.page.width - 2 * MARGIN;
  return {
    document,
    line(text, size, font = 'text') {
      document
        .font(font)
        .fontSize(size)
        .text(text, { width, height: 3 * size, ellipsis: true });
      document.moveDown(0.4);
    },
    end() {
      document.end();
      return done;
    },
  };
}
