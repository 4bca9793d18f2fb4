import { Duplex } from 'node:stream';
import { corkWrites } from './cork-writes';

describe('what is written to a connection', () => {
  const sent: string[] = [];
  const connection = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      sent.push(chunk.toString());
      done();
    },
    writev: (chunks, done) => {
      sent.push(chunks.map(({ chunk }) => String(chunk)).join(''));
      done();
    },
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('goes out once per turn, in its order', async () => {
    corkWrites(connection);
    connection.write('a');
    connection.write('b');
    await turn();
    connection.write('c');
    await turn();
    expect(sent).toEqual(['ab', 'c']);
  });
});
