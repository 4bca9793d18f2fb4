import mongoose from 'mongoose';
import { waitFor } from '../testing/wait-for';
import { createLogger } from '../observability/logger';
import { connectMongo, pingMongo } from './mongo';

function capture() {
  const lines: string[] = [];
  return { lines, logger: createLogger('spec', 'info', { write: (line: string) => void lines.push(line) }) };
}

describe('the connection to MongoDB', () => {
  afterEach(() => mongoose.disconnect());

  it('acknowledges writes by the majority', async () => {
    const { logger, lines } = capture();
    const connection = await connectMongo(process.env['TEST_MONGO_URI'] ?? '', logger, { poolSize: 3 });
    const { options } = connection.getClient();
    expect(options.writeConcern?.w).toBe('majority');
    expect(options.retryWrites).toBe(true);
    expect(options.maxPoolSize).toBe(3);
    await expect(pingMongo(connection)()).resolves.toBeUndefined();
    expect(lines.join()).toContain('connected to MongoDB');
    await mongoose.disconnect();
    await expect(pingMongo(connection)()).rejects.toThrow();
    expect(lines.join()).not.toContain('MongoDB is away');
  });

  it('says when the server is away and back', async () => {
    const { logger, lines } = capture();
    const connection = await connectMongo(process.env['TEST_MONGO_URI'] ?? '', logger);
    connection.emit('disconnected');
    connection.emit('reconnected');
    expect(lines.join()).toMatch(/MongoDB is away.*MongoDB is back/s);
  });

  it('waits for a server that is away, saying so', async () => {
    const { logger, lines } = capture();
    const connect = jest.spyOn(mongoose, 'connect');
    connect
      .mockRejectedValueOnce(new Error('connect ECONNREFUSED'))
      .mockRejectedValueOnce(new Error('not yet'));
    const connecting = connectMongo(process.env['TEST_MONGO_URI'] ?? '', logger, { retryMs: 1 });
    await waitFor(() => lines.length >= 2);
    expect(await connecting).toBe(mongoose.connection);
    expect(lines.filter((line) => line.includes('waiting for MongoDB'))).toHaveLength(2);
    expect(lines[0]).toContain('ECONNREFUSED');
    connect.mockRestore();
  });
});
