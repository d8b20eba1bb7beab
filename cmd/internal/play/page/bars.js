// The excess loss by noise level, as bars: how far the network is from the best possible one, and where. A tap on a bar takes the
// slider to its noise level. Beside it the KL divergence, which is one number for all of it.

import { state, on, update, runs } from './state.js';
import { ink, onColours } from './colours.js';
import { number, count, announce, fixed, superscript } from './say.js';
import { makeTable, whenOpen } from './table.js';
import { blank } from './paint.js';

const canvas = document.getElementById('excess');
const details = document.getElementById('excess-table');
const words = document.getElementById('kl');

const decades = [-6, 1]; // the axis, in powers of ten

const excess = (run) => state.status[run]?.excess;

function draw() {
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (!width) return;
  const context = blank(canvas, width, height);
  context.font = '12px system-ui, sans-serif';
  context.fillStyle = ink('quiet');
  const some = runs().filter(excess);
  if (some.length === 0) {
    context.textAlign = 'center';
    context.fillText('Press Train: bars are drawn here.', width / 2, height / 2);
    return;
  }
  const left = 40;
  const bottom = height - 22;
  const py = (value) => bottom - (Math.log10(Math.min(Math.max(value, 10 ** decades[0]), 10 ** decades[1])) - decades[0]) / (decades[1] - decades[0]) * (bottom - 8);
  context.strokeStyle = ink('grid');
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (let power = decades[0]; power <= decades[1]; power += 2) {
    context.beginPath();
    context.moveTo(left, py(10 ** power));
    context.lineTo(width, py(10 ** power));
    context.stroke();
    context.fillText(`10${superscript(power)}`, left - 5, py(10 ** power));
  }
  const n = excess(some[0]).value.length;
  const slot = (width - left - 4) / n;
  const near = nearest(state.t);
  some.forEach((run, i) => {
    const { value } = excess(run);
    const bar = (slot - 3) / some.length;
    context.fillStyle = ink(run === 'B' ? 'second' : 'learned');
    value.forEach((v, level) => {
      context.globalAlpha = level === near ? 1 : 0.6;
      context.fillRect(left + level * slot + 1.5 + i * bar, py(v), bar, bottom - py(v));
    });
    context.globalAlpha = 1;
  });
  context.strokeStyle = ink('text');
  context.lineWidth = 1.5;
  context.strokeRect(left + near * slot + 0.5, 6, slot - 1, bottom - 6);
  context.fillStyle = ink('quiet');
  context.textAlign = 'center';
  context.textBaseline = 'top';
  const { logsnr } = excess(some[0]);
  for (let level = 0; level < n; level += Math.ceil(n / 6)) {
    context.fillText(fixed(logsnr[level], 0), left + (level + 0.5) * slot, bottom + 5);
  }
}

// nearest returns the bar whose noise level is nearest to t.
function nearest(t) {
  const levels = excess(runs().find(excess))?.t ?? [];
  let best = 0;
  levels.forEach((level, i) => { if (Math.abs(level - t) < Math.abs(levels[best] - t)) best = i; });
  return best;
}

function go(level) {
  const first = excess(runs().find(excess));
  if (!first) return;
  const i = Math.max(0, Math.min(first.t.length - 1, level));
  update({ t: first.t[i] });
  announce(barWords(i));
}

const barWords = (i) => {
  const first = excess(runs().find(excess));
  const values = runs().filter(excess).map((run) => `${state.settings.B ? `${run} ` : ''}${number(excess(run).value[i])}`);
  return `log-SNR ${fixed(first.logsnr[i], 1)}, t ${Math.round(first.t[i])}: excess ${values.join(', ')}`;
};

canvas.addEventListener('pointerdown', (event) => {
  const first = excess(runs().find(excess));
  if (!first) return;
  const slot = (canvas.clientWidth - 44) / first.t.length;
  go(Math.floor((event.offsetX - 40) / slot));
});
canvas.addEventListener('keydown', (event) => {
  const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, Home: -99, End: 99 }[event.key];
  if (!steps) return;
  event.preventDefault();
  event.stopPropagation();
  go(nearest(state.t) + steps);
});

function show() {
  if (document.hidden) return;
  draw();
  const first = excess(runs().find(excess));
  canvas.setAttribute('aria-valuemax', String((first?.t.length ?? 1) - 1));
  canvas.setAttribute('aria-valuenow', String(first ? nearest(state.t) : 0));
  canvas.setAttribute('aria-valuetext', first ? barWords(nearest(state.t)) : 'nothing yet');
  words.textContent = runs().map((run) => {
    const kl = state.status[run]?.kl;
    return kl ? `${state.settings.B ? `${run}: ` : ''}KL(data ‖ model) ${number(kl.value)} ± ${number(kl.se, 2)} nats at step ${count(kl.step)}` : '';
  }).filter(Boolean).join('. ');
  details.refill();
}

whenOpen(details, () => {
  const some = runs().filter(excess);
  if (some.length === 0) return null;
  const { t, logsnr } = excess(some[0]);
  return makeTable('Excess loss E‖ε̂ − ε*‖² by noise level', ['t', 'log-SNR', ...some.map((run) => `run ${run}`)],
    t.map((level, i) => [Math.round(level), fixed(logsnr[i], 2), ...some.map((run) => excess(run).value[i])]));
});

on(['status', 't', 'settings'], () => requestAnimationFrame(show));
onColours(show);
new ResizeObserver(show).observe(canvas);
