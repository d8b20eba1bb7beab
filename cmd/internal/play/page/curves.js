// The curve of the loss beside the loss that cannot be avoided, over steps or over seconds.

import { state, on, update, runs } from './state.js';
import { history } from './train.js';
import { ink, onColours } from './colours.js';
import { number, count } from './say.js';
import { makeTable, whenOpen } from './table.js';
import { blank, niceStep } from './paint.js';

const canvas = document.getElementById('loss');
const over = document.getElementById('over');
const words = document.getElementById('loss-words');
const details = document.getElementById('loss-table');

// secondsAt returns the seconds of training at a step, between those that were heard.
function secondsAt(times, step) {
  const high = times.findIndex(([at]) => at >= step);
  if (high < 0) return times.at(-1)?.[1] ?? 0;
  const [step1, seconds1] = times[high];
  const [step0, seconds0] = high > 0 ? times[high - 1] : [0, 0];
  return step1 === step0 ? seconds1 : seconds0 + (step - step0) / (step1 - step0) * (seconds1 - seconds0);
}

// lines returns what there is to draw: for each run, points [x, loss] and the irreducible loss.
function lines() {
  return runs().map((run) => {
    const { rows, times } = history(run);
    const x = over.value === 'seconds' ? (step) => secondsAt(times, step) : (step) => step;
    return {
      run,
      loss: rows.map((row) => [x(row[0]), row[1]]).filter(([, loss]) => Number.isFinite(loss)),
      least: rows.map((row) => [x(row[0]), row[3]]).filter(([, loss]) => Number.isFinite(loss) && loss !== null),
    };
  });
}

// averaged returns a line whose values are means over the twentieth of the line around each.
function averaged(line) {
  const reach = Math.floor(line.length / 40);
  return line.map(([x], i) => {
    const near = line.slice(Math.max(0, i - reach), i + reach + 1);
    return [x, near.reduce((sum, [, y]) => sum + y, 0) / near.length];
  });
}

function draw() {
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (!width) return;
  const context = blank(canvas, width, height);
  const all = lines();
  const values = all.flatMap(({ loss, least }) => [...loss, ...least]);
  context.font = '12px system-ui, sans-serif';
  if (values.length === 0) {
    context.fillStyle = ink('quiet');
    context.textAlign = 'center';
    context.fillText('Press Train: the loss is drawn here.', width / 2, height / 2);
    return;
  }
  const right = Math.max(...values.map(([x]) => x)) || 1;
  // The first steps are far above the rest: the axis ends where nearly all of the loss lies below.
  const sorted = values.map(([, y]) => y).sort((a, b) => a - b);
  const low = 0;
  const high = Math.max(sorted[Math.floor(0.98 * (sorted.length - 1))] * 1.15, 1e-9);
  const left = 40;
  const bottom = height - 22;
  const px = (x) => left + x / right * (width - left - 10);
  const py = (y) => bottom - (Math.min(y, high) - low) / (high - low) * (bottom - 8);
  context.strokeStyle = ink('grid');
  context.fillStyle = ink('quiet');
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  const step = niceStep(high / 4);
  for (let y = 0; y <= high; y += step) {
    context.beginPath();
    context.moveTo(left, py(y));
    context.lineTo(width, py(y));
    context.stroke();
    context.fillText(number(y, 2), left - 5, py(y));
  }
  context.textAlign = 'center';
  context.textBaseline = 'top';
  const stepX = niceStep(right / 4);
  for (let x = 0; x <= right; x += stepX) context.fillText(count(Number(x.toPrecision(3))), Math.min(px(x), width - 22), bottom + 5);
  const line = (points, colour, dash) => {
    context.setLineDash(dash);
    context.strokeStyle = colour;
    context.lineWidth = 1.75;
    context.beginPath();
    points.forEach(([x, y], i) => (i ? context.lineTo(px(x), py(y)) : context.moveTo(px(x), py(y))));
    context.stroke();
    context.setLineDash([]);
  };
  for (const { run, loss, least } of all) {
    const colour = ink(run === 'B' ? 'second' : 'learned');
    context.globalAlpha = 0.3;
    line(loss, colour, []);
    context.globalAlpha = 1;
    line(averaged(loss), colour, []);
    line(least, ink('true'), run === 'B' ? [2, 3] : [6, 4]);
  }
}

function show() {
  if (document.hidden) return;
  draw();
  words.textContent = runs().map((run) => {
    const row = history(run).rows.at(-1);
    if (!row) return '';
    const least = Number.isFinite(row[3]) && row[3] !== null ? `; ${number(row[3])} of it cannot be avoided` : '';
    return `${state.settings.B ? `${run}: ` : ''}loss ${number(row[1])}${least}`;
  }).filter(Boolean).join('. ');
  canvas.setAttribute('aria-label', `Loss over ${over.value}. ${words.textContent || 'Nothing is trained yet.'}`);
  details.refill();
}

whenOpen(details, () => {
  const tables = runs().filter((run) => history(run).rows.length > 0).map((run) => {
    const { rows, times } = history(run);
    const every = Math.ceil(rows.length / 40);
    const some = rows.filter((_, i) => i % every === 0 || i === rows.length - 1);
    return makeTable(`Run ${run}`, ['step', 'seconds', 'loss', 'against the target', 'irreducible', 'learning rate'],
      some.map((row) => [count(row[0]), secondsAt(times, row[0]), ...row.slice(1)]));
  });
  if (tables.length === 0) return null;
  const box = document.createElement('div');
  box.append(...tables);
  return box;
});

over.addEventListener('change', () => {
  update({ over: over.value });
  show();
});
on(['status', 'settings'], () => requestAnimationFrame(show));
onColours(show);
new ResizeObserver(show).observe(canvas);
