// Lets a process of its own run the service from its source, as jest does: node --require <this> src/index.ts
const Module = require('node:module');
const { join } = require('node:path');
const { transformFileSync } = require('@swc/core');

const common = join(__dirname, '../../../common/src');
const resolve = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) =>
  resolve(request.replace(/^@ticketing\/common(?=\/)/, common), ...rest);

require.extensions['.ts'] = (module, file) => {
  const options = {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  };
  module._compile(transformFileSync(file, options).code, file);
};
