const { join } = require('node:path');
const swc = require('@swc/jest');
const { root, withoutDefence } = require('./defences.cjs');

const defence = JSON.parse(process.env.DEFENCE ?? '{}');
const mutated = join(root, defence.file ?? '');

module.exports = {
  createTransformer(options) {
    const inner = swc.createTransformer(options);
    /** The file itself stays as it is. */
    const sourceOf = (source, path) => (path === mutated ? withoutDefence(source, defence) : source);
    return {
      ...inner,
      process: (source, path, given) => inner.process(sourceOf(source, path), path, given),
      getCacheKey: (source, path, given) => inner.getCacheKey(sourceOf(source, path), path, given),
    };
  },
};
