import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { receiptPdf } from '.';

async function read(receipt: Parameters<typeof receiptPdf>[0]): Promise<{ pages: number; text: string }> {
  const script = join(__dirname, '../testing/fixtures/read-page.mjs');
  const read = execFileSync(process.execPath, [script], {
    input: await receiptPdf(receipt),
    encoding: 'utf8',
  });
  const { pages, text } = JSON.parse(read) as { pages: number; text: string };
  return { pages, text: text.replace(/\s+/g, ' ') };
}

describe('a receipt', () => {
  const receipt = {
    number: 17,
    paidAt: new Date('2031-05-04T18:00:00Z'),
    orderId: 'a'.repeat(24),
    currency: 'eur',
    buyer: 'Zoë Łukasz',
    seller: 'Opera',
    lines: [{ title: 'Requiem: Stalls', quantity: 2, price: 20.5 }],
    total: 41,
  };

  it('says on one page what was paid, by whom, to whom and for what', async () => {
    const { pages, text } = await read(receipt);
    expect(pages).toBe(1);
    for (const part of [
      'No. 17',
      '4 May 2031',
      'Zoë Łukasz',
      'Opera',
      '2 × Requiem: Stalls',
      '€20.50',
      '€41.00',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('Given back');
  });

  it('says what was given back, on one page however much was bought', async () => {
    const line = { title: 'Überlänge '.repeat(60), quantity: 1, price: 4.1 };
    const { pages, text } = await read({
      ...receipt,
      lines: Array(10).fill(line) as (typeof line)[],
      refunded: 20.5,
    });
    expect(pages).toBe(1);
    expect(text).toContain('Given back €20.50');
  });
});
