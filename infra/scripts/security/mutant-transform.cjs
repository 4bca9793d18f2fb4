const { join } = require('node:path');
const swc = require('@swc/jest');

const { file, text, replacement } = JSON.parse(process.env.MUTATION ?? '{}');
const mutated = join(__dirname, '..', '..', '..', file ?? '');

/** The source with its defence taken away; the file itself stays as it is. */
function mutate(source) {
  if (!source.includes(text)) throw new Error(`${file} no longer holds: ${text}`);
  return source.replaceAll(text, () => replacement);
}

module.exports = {
  createTransformer(options) {
    const inner = swc.createTransformer(options);
    const sourceOf = (source, path) => (path === mutated ? mutate(source) : source);
    return {
      ...inner,
      process: (source, path, given) => inner.process(sourceOf(source, path), path, given),
      getCacheKey: (source, path, given) => inner.getCacheKey(sourceOf(source, path), path, given),
    };
  },
};
