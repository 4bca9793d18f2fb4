import { execFileSync } from 'node:child_process';
import mongoose from 'mongoose';
import { useTestDatabase } from '../testing';
import { updateIfCurrent } from './update-if-current';

describe('updateIfCurrent', () => {
  useTestDatabase();
  const schema = new mongoose.Schema({ name: String }, { versionKey: 'version' });
  updateIfCurrent(schema);
  const Thing = mongoose.model<{ name: string; version: number }>('VersionedThing', schema);

  it('raises the version with each save', async () => {
    const thing = await new Thing({ name: 'a' }).save();
    thing.name = 'b';
    await thing.save();
    expect(await Thing.findById(thing._id).lean()).toMatchObject({ name: 'b', version: 1 });
  });

  it('refuses a save of what somebody else has saved meanwhile', async () => {
    const { _id } = await new Thing({ name: 'a' }).save();
    const [first, second] = [await Thing.findById(_id), await Thing.findById(_id)];
    first!.name = 'b';
    await first!.save();
    second!.name = 'c';
    await expect(second!.save()).rejects.toThrow();
    expect(await Thing.findById(_id).lean()).toMatchObject({ name: 'b', version: 1 });
  });

  it('leaves what JavaScript comes with as it is', () => {
    const script = `
      const push = Array.prototype.push;
      require('mongoose-update-if-current/lib/version-occ-plugin');
      process.stdout.write(String(push === Array.prototype.push));`;
    expect(execFileSync(process.execPath, ['-e', script], { cwd: __dirname, encoding: 'utf8' })).toBe('true');
  });
});
