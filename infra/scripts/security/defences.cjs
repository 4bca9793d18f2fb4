const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..', '..', '..');
const marker = /^\s*\/\/ Defence: (.+?) → (.+)$/;
const comment = /^\s*(\/\/|\/\*|\*)/;

/**
 * The defences, each marked beside its code by `// Defence: NAME → CODE`: the line of code that takes the next one's place
 * takes the defence away (`;` takes it away whole). docs/security.md tells of each under the same name.
 */
function findDefences() {
  const { workspaces } = require(join(root, 'package.json'));
  return workspaces.flatMap((workspace) =>
    readdirSync(join(root, workspace, 'src'), { recursive: true })
      .filter((path) => /(?<!\.spec)\.ts$/.test(path))
      .flatMap((path) => defencesIn(join(workspace, 'src', path))),
  );
}

function defencesIn(file) {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  return lines.flatMap((text, number) => {
    const [, name, replacement] = marker.exec(text) ?? [];
    if (!name) return [];
    const line = lines.findIndex((code, at) => at > number && !comment.test(code));
    return [{ name, file, line, code: lines[line]?.trim() ?? '', replacement }];
  });
}

/** The source without the defence. */
function withoutDefence(source, { line, replacement }) {
  return source.split('\n').with(line, replacement).join('\n');
}

module.exports = { findDefences, withoutDefence, root };
