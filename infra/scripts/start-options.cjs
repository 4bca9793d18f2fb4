// What `npm start` was asked for. Plain Node: it is read before anything is installed or compiled.
const { existsSync } = require('node:fs');
const { createServer } = require('node:net');
const { join, resolve } = require('node:path');
const { parseArgs } = require('node:util');
const services = require('../services.json');

const projectRoot = resolve(__dirname, '..', '..');
const MAX_REPLICAS = 16;

/** A mistake in the command line, to be told without a stack. */
class UsageError extends Error {}

/**
 * Reads the arguments of `npm start`.
 * @throws UsageError that names the argument that isn't understood
 */
function parseOptions(args, known = services.map(({ name }) => name)) {
  const values = read(args);
  const options = {
    host: values.host,
    port: wholeNumber('--port', values.port, 0, 65_535),
    reset: values.reset,
    ...(values['demo-data'] && { demoData: true }),
  };
  if (values.data !== undefined) options.dataDir = values.data;
  if (values.services !== undefined) {
    options.services = list(values.services).map((name) => knownService('--services', name, known));
  }
  options.replicas = Object.fromEntries(
    list(values.replicas).map((part) => {
      const [name = '', count = ''] = part.split('=');
      const service = knownService('--replicas', name, known);
      return [service, wholeNumber(`--replicas ${name}`, count, 1, MAX_REPLICAS)];
    }),
  );
  return options;
}

function read(args) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string', default: '8080' },
        data: { type: 'string' },
        services: { type: 'string' },
        replicas: { type: 'string', default: '' },
        reset: { type: 'boolean', default: false },
        'demo-data': { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${error.message}\nnpm start -- --help lists the options`);
  }
}

/**
 * Sees that the address people use can be had, unless a system runs on this data folder already: it says more.
 * @throws UsageError when another program has the port
 */
async function checkPort({ host, port, dataDir = join(projectRoot, '.data') }) {
  if (port === 0 || existsSync(join(dataDir, 'run', 'state.json')) || (await isFree(port, host))) return;
  throw new UsageError(
    `Port ${port} is in use by another program. Choose another one: npm start -- --port ${port + 1}`,
  );
}

function isFree(port, host) {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, host, () => server.close(() => done(true)));
  });
}

function list(text) {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

function knownService(flag, name, known) {
  if (known.includes(name)) return name;
  throw new UsageError(`${flag}: there is no service "${name}"; there are ${known.join(', ')}`);
}

function wholeNumber(flag, text, min, max) {
  const number = Number(text);
  if (text !== '' && Number.isInteger(number) && number >= min && number <= max) return number;
  throw new UsageError(`${flag} needs a whole number from ${min} to ${max}, not "${text}"`);
}

module.exports = { UsageError, parseOptions, checkPort };
