import { deflateRawSync } from 'node:zlib';
import { readZipEntry } from './unzip';

/** A zip archive of some files, each stored or deflated. */
function zip(files: { name: string; text: string; deflate?: boolean }[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text, deflate } of files) {
    const data = deflate ? deflateRawSync(text) : Buffer.from(text);
    const local = Buffer.alloc(30 + name.length);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    local.write(name, 30);
    const entry = Buffer.alloc(46 + name.length);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(deflate ? 8 : 0, 10);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    entry.write(name, 46);
    locals.push(local, data);
    directory.push(entry);
    offset += local.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

describe('readZipEntry', () => {
  const archive = zip([
    { name: 'a/README', text: 'read me' },
    { name: 'a/bin/mongod', text: 'binary '.repeat(100), deflate: true },
  ]);

  it('reads a stored file', () => {
    expect(readZipEntry(archive, (name) => name.endsWith('README')).toString()).toBe('read me');
  });

  it('inflates a deflated file', () => {
    expect(readZipEntry(archive, (name) => name === 'a/bin/mongod').toString()).toBe('binary '.repeat(100));
  });

  it('says so when there is no such file', () => {
    expect(() => readZipEntry(archive, () => false)).toThrow('the archive holds no such file');
  });

  it('says so when it is no archive', () => {
    expect(() => readZipEntry(Buffer.from('<html>not found</html>'.repeat(10)), () => true)).toThrow(
      'not a zip archive',
    );
  });
});
