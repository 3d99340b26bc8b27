// One drawing of lines against axes, as SVG text that follows the reader's light or dark. Nothing else is needed here.

const PANEL = { left: 52, right: 118, top: 34, bottom: 40 };
const STYLE = `text{font:12px system-ui,sans-serif;fill:#1f2328}.t{font-weight:600;font-size:13px}.a{fill:#59636e}.g{stroke:#d1d9e0;stroke-width:1}.l{fill:none;stroke-width:2;stroke-linejoin:round}
.c0{stroke:#0969da}.c1{stroke:#bc4c00}.c2{stroke:#1a7f37}.c3{stroke:#8250df}.c4{stroke:#6e7781}.f0{fill:#0969da}.f1{fill:#bc4c00}.f2{fill:#1a7f37}.f3{fill:#8250df}.f4{fill:#59636e}.d{stroke-dasharray:5 4}.p{stroke:none}.n{paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.a{fill:#9198a1}.g{stroke:#3d444d}.c0{stroke:#4493f8}.c1{stroke:#f0883e}.c2{stroke:#3fb950}.c3{stroke:#ab7df8}.c4{stroke:#9198a1}.f0{fill:#4493f8}.f1{fill:#f0883e}.f2{fill:#3fb950}.f3{fill:#ab7df8}.f4{fill:#9198a1}.n{stroke:#0d1117}}`;

/**
 * Panels below each other. A panel: `title`, `x` and `y` axes ({ from, to, ticks, label, log }), and `lines`:
 * { name, points: [[x, y]], colour: 0-4, dashed, dots }. A line is named at its right end.
 */
export function drawing(panels, { width = 760, height = 320, words }) {
  const bodies = panels.map((panel, index) => body(panel, index * height, width, height));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${panels.length * height}" role="img"><title>${escape(words)}</title><style>${STYLE}</style>
${bodies.join('\n')}
</svg>
`;
}

function body({ title, x, y, lines }, down, width, height) {
  const box = {
    x0: PANEL.left,
    x1: width - PANEL.right,
    y0: down + height - PANEL.bottom,
    y1: down + PANEL.top,
  };
  const atX = scale(x, box.x0, box.x1);
  const atY = scale(y, box.y0, box.y1);
  const grid = y.ticks.map(
    (tick) =>
      `<line class="g" x1="${box.x0}" x2="${box.x1}" y1="${n(atY(tick))}" y2="${n(atY(tick))}"/><text class="a" x="${box.x0 - 8}" y="${n(atY(tick) + 4)}" text-anchor="end">${tick}</text>`,
  );
  const below = x.ticks.map(
    (tick) =>
      `<text class="a" x="${n(atX(tick))}" y="${box.y0 + 18}" text-anchor="middle">${x.words?.(tick) ?? tick}</text>`,
  );
  const named = spread(
    lines.map((line) => ({
      line,
      x: nameAt(atX(line.points.at(-1)[0]), box),
      y: atY(line.points.at(-1)[1]) + 4,
    })),
    box.y0,
  );
  return [
    `<text class="t" x="${box.x0}" y="${down + 18}">${escape(title)}</text>`,
    ...grid,
    ...below,
    `<text class="a" x="${box.x1}" y="${box.y0 + 34}" text-anchor="end">${escape(x.label)}</text>`,
    ...lines.map((line) => strokes(line, atX, atY)),
    ...named.map(
      ({ line, x: left, y: at }) =>
        `<text class="n f${line.colour}" x="${n(left)}" y="${n(at)}">${escape(line.name)}</text>`,
    ),
  ].join('\n');
}

function strokes({ points, colour, dashed, dots }, atX, atY) {
  const at = points.map(([px, py]) => [n(atX(px)), n(atY(py))]);
  const path = `<path class="l c${colour}${dashed ? ' d' : ''}" d="M${at.map((pair) => pair.join(' ')).join('L')}"/>`;
  return dots
    ? path + at.map(([cx, cy]) => `<circle class="p f${colour}" cx="${cx}" cy="${cy}" r="3.5"/>`).join('')
    : path;
}

/** Names of lines that end near the right edge stand below each other. */
const nameAt = (end, { x1 }) => (end > x1 - 24 ? x1 : end) + 8;
const NAME_HEIGHT = 15;

/** Names that would lie on each other are moved apart, none below the axis. */
function spread(names, bottom) {
  const sorted = names.sort((a, b) => a.y - b.y);
  sorted.forEach((name, index) => {
    const above = sorted[index - 1];
    if (above !== undefined) name.y = Math.max(name.y, above.y + NAME_HEIGHT);
  });
  sorted.toReversed().forEach((name, index, all) => {
    const below = all[index - 1];
    name.y = Math.min(name.y, below === undefined ? bottom + 4 : below.y - NAME_HEIGHT);
  });
  return sorted;
}

function scale({ from, to, log }, start, end) {
  const f = log ? Math.log : (value) => value;
  return (value) => start + ((f(value) - f(from)) / (f(to) - f(from))) * (end - start);
}

const n = (value) => Math.round(value * 10) / 10;
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
