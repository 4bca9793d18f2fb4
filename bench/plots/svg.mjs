// Plots as small SVG files that read well on light and dark pages.
const WIDTH = 720;
const HEIGHT = 360;
const PLOT = { left: 64, right: 560, top: 44, bottom: 308 };
const COLOURS = ['#2f6fde', '#d1622b', '#2a9d5c', '#8b5cc7'];
const STYLE = `text{font:12px system-ui,sans-serif;fill:#444}.title{font-size:14px;font-weight:600}
.axis{stroke:#999}.grid{stroke:#8883}.limit{stroke:#c33;stroke-dasharray:5 4}
@media(prefers-color-scheme:dark){text{fill:#ccc}}`;

/** Lines over a linear or logarithmic x axis; y begins at 0. */
export function lines({ title, x, y, series, logX = false, limit }) {
  const all = series.flatMap(({ points }) => points);
  const scaleX = scale(
    all.map(([at]) => at),
    PLOT.left,
    PLOT.right,
    logX,
  );
  const top = nice(Math.max(...all.map(([, value]) => value), limit?.at ?? 0));
  const scaleY = (value) => PLOT.bottom - ((PLOT.bottom - PLOT.top) * value) / top;
  const drawn = series.map(({ name, points }, i) => {
    const path = points.map(([px, py]) => `${fixed(scaleX(px))},${fixed(scaleY(py))}`).join(' ');
    const marks =
      points.length > 12
        ? ''
        : points
            .map(
              ([px, py]) =>
                `<circle cx="${fixed(scaleX(px))}" cy="${fixed(scaleY(py))}" r="3" fill="${COLOURS[i]}"/>`,
            )
            .join('');
    return `<polyline points="${path}" fill="none" stroke="${COLOURS[i]}" stroke-width="2"/>${marks}${legend(name, i)}`;
  });
  const ticksX =
    logX || all.length <= 48
      ? [...new Set(all.map(([at]) => at))]
      : spread(Math.max(...all.map(([at]) => at)));
  return page(title, [
    ...gridY(top, scaleY),
    ...ticksX.map(
      (at) =>
        `<text x="${fixed(scaleX(at))}" y="${PLOT.bottom + 18}" text-anchor="middle">${number(at)}</text>`,
    ),
    `<text x="${(PLOT.left + PLOT.right) / 2}" y="${PLOT.bottom + 38}" text-anchor="middle">${x}</text>`,
    `<text x="${PLOT.left}" y="${PLOT.top - 8}" text-anchor="end">${y}</text>`,
    ...(limit ? limitLine(limit, scaleY, PLOT.left, PLOT.right) : []),
    ...drawn,
  ]);
}

/** Groups of bars, each group with a limit of its own. */
export function bars({ title, groups }) {
  const top = nice(
    Math.max(...groups.flatMap((group) => [group.limit, ...group.bars.map(({ value }) => value)])),
  );
  const scaleY = (value) => PLOT.bottom - ((PLOT.bottom - PLOT.top) * value) / top;
  const step = (PLOT.right - PLOT.left) / groups.length;
  const drawn = groups.flatMap((group, g) => {
    const from = PLOT.left + g * step + 24;
    const width = (step - 48) / group.bars.length;
    return [
      ...group.bars.map(({ value }, i) => {
        const [left, y] = [from + i * width, scaleY(value)];
        return `<rect x="${fixed(left)}" y="${fixed(y)}" width="${fixed(width - 6)}" height="${fixed(PLOT.bottom - y)}" fill="${COLOURS[i]}"/>
<text x="${fixed(left + width / 2 - 3)}" y="${fixed(y - 5)}" text-anchor="middle">${value}</text>`;
      }),
      ...limitLine({ name: `target ${group.limit}`, at: group.limit }, scaleY, from - 16, from + step - 40),
      `<text x="${fixed(from + (step - 48) / 2)}" y="${PLOT.bottom + 18}" text-anchor="middle">${group.name}</text>`,
    ];
  });
  return page(title, [
    ...gridY(top, scaleY),
    ...drawn,
    ...groups[0].bars.map(({ name }, i) => legend(name, i)),
  ]);
}

function page(title, parts) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
<style>${STYLE}</style>
<text class="title" x="${PLOT.left}" y="18">${title}</text>
<line class="axis" x1="${PLOT.left}" y1="${PLOT.bottom}" x2="${PLOT.right}" y2="${PLOT.bottom}"/>
${parts.join('\n')}
</svg>
`;
}

const gridY = (top, scaleY) =>
  spread(top).flatMap((at) => [
    `<line class="grid" x1="${PLOT.left}" y1="${fixed(scaleY(at))}" x2="${PLOT.right}" y2="${fixed(scaleY(at))}"/>`,
    `<text x="${PLOT.left - 8}" y="${fixed(scaleY(at) + 4)}" text-anchor="end">${number(at)}</text>`,
  ]);

const limitLine = ({ name, at }, scaleY, from, to) => [
  `<line class="limit" x1="${fixed(from)}" y1="${fixed(scaleY(at))}" x2="${fixed(to)}" y2="${fixed(scaleY(at))}"/>`,
  `<text x="${fixed(to)}" y="${fixed(scaleY(at) - 5)}" text-anchor="end">${name}</text>`,
];

const legend = (name, i) =>
  `<rect x="${PLOT.right + 14}" y="${PLOT.top + i * 22}" width="12" height="12" fill="${COLOURS[i]}"/>
<text x="${PLOT.right + 32}" y="${PLOT.top + 11 + i * 22}">${name}</text>`;

function scale(values, from, to, log) {
  const map = log ? Math.log10 : (value) => value;
  const [low, high] = [log ? map(Math.min(...values)) : 0, map(Math.max(...values))];
  return (value) => from + ((to - from) * (map(value) - low)) / (high - low || 1);
}

/** The next of 1, 2, 4, 5, 6, 8 times a power of ten. */
function nice(value) {
  const power = 10 ** Math.floor(Math.log10(value || 1));
  return power * [1, 2, 4, 5, 6, 8, 10].find((step) => step * power >= value);
}

const spread = (top) => [0, 0.25, 0.5, 0.75, 1].map((share) => share * top);
const number = (value) => value.toLocaleString('en', { maximumFractionDigits: 1 });
const fixed = (value) => Number(value.toFixed(1));
