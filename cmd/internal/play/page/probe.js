// The probe: at one place, what the best possible network says and what the learned one says, and where such a point may have come from.

import { state, on, update, logSNR, runs } from './state.js';
import { ask, latest } from './transport.js';
import { shownPanels, panelCanvas, over, runOf, draw as drawPanels, trained } from './panels.js';
import * as paint from './paint.js';
import { highest, ink, onColours } from './colours.js';
import { announce, mistake, number } from './say.js';
import { gridTable, makeTable, whenOpen } from './table.js';

const canvas = document.getElementById('posterior');
const box = document.getElementById('probe');
const numbers = document.getElementById('probe-numbers');
const details = document.getElementById('probe-table');
const cells = 64;

let found = null; // the engine's last answer, with the place that it is about

const pull = latest(async () => {
  if (!state.probe || !state.run[state.active] || document.hidden) return;
  const run = state.active;
  const reply = await ask({
    do: 'probe', run, t: state.t, at: state.probe, size: [cells, cells], view: state.view,
    snapshot: state.snapshot[run], class: state.label ?? undefined,
  });
  found = { ...reply, at: state.probe, run };
  show();
  drawPanels();
}, mistake);

// move puts the probe at a place, to as many digits as a link holds; null takes it away.
export function move(place) {
  update({ probe: place?.map((x) => Number(x.toPrecision(5))) ?? null });
}

for (const name of shownPanels().concat('second')) {
  const panel = panelCanvas(name);
  panel.addEventListener('pointerdown', (event) => {
    if (state.drawing && name === 'true') return;
    move(new paint.Plane(panel, state.view).place([event.offsetX, event.offsetY]));
    panel.setPointerCapture(event.pointerId);
  });
  panel.addEventListener('pointermove', (event) => {
    if (state.drawing && name === 'true' || event.buttons !== 1 || !panel.hasPointerCapture(event.pointerId)) return;
    move(new paint.Plane(panel, state.view).place([event.offsetX, event.offsetY]));
  });
  panel.addEventListener('keydown', (event) => {
    if (state.drawing && name === 'true' || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = event.shiftKey ? 0.1 : 0.02; // of the view
    const [right, up] = [step * (state.view[1] - state.view[0]), step * (state.view[3] - state.view[2])];
    const moves = { ArrowLeft: [-right, 0], ArrowRight: [right, 0], ArrowUp: [0, up], ArrowDown: [0, -up] };
    if (!(event.key in moves)) return;
    event.preventDefault();
    event.stopPropagation();
    const [x, y] = state.probe ?? [(state.view[0] + state.view[1]) / 2, (state.view[2] + state.view[3]) / 2];
    const [dx, dy] = moves[event.key];
    move([Math.max(state.view[0], Math.min(state.view[1], x + dx)), Math.max(state.view[2], Math.min(state.view[3], y + dy))]);
  });
}

// In the panels: the cross, and the way to where each network believes that the point came from.
over((context, plane, name) => {
  if (!state.probe) return;
  if (found && found.at === state.probe) arrows(context, plane, found, name);
  paint.crossLayer(context, plane, state.probe);
});

function arrows(context, plane, answer, name) {
  const truth = name !== 'learned' && name !== 'second';
  if (truth) paint.arrowLayer(context, plane, answer.at, answer.x0_true, ink('true'));
  if (name !== 'true' && answer.x0_learned && (name === 'difference' || runOf(name) === answer.run)) {
    paint.arrowLayer(context, plane, answer.at, answer.x0_learned, ink(answer.run === 'B' ? 'second' : 'learned'));
  }
}

const pair = (values) => (values ? `(${number(values[0])}, ${number(values[1])})` : '–');

function rows() {
  return [
    ['the place, xₜ', pair(found.at), ''],
    ['exact noise ε*', pair(found.eps_true), ''],
    ['learned noise ε̂', pair(found.eps_learned), ''],
    ['error |ε̂ − ε*|', number(found.error), ''],
    ['exact x̂₀', pair(found.x0_true), ''],
    ['learned x̂₀', pair(found.x0_learned), ''],
    ['log density log pₜ', number(found.log_density), 'nats'],
  ].map(([name, value, unit]) => [name, `${value} ${unit}`.trim()]);
}

function show() {
  box.classList.toggle('empty', !state.probe);
  document.getElementById('probe-hint').hidden = Boolean(state.probe);
  document.getElementById('probe-close').hidden = !state.probe;
  if (!state.probe) {
    numbers.replaceChildren();
    canvas.hidden = true;
    return;
  }
  canvas.hidden = false;
  if (!found) return;
  const plane = new paint.Plane(canvas, state.view);
  const context = paint.begin(plane);
  const { posterior } = found.arrays;
  if (posterior) paint.fieldLayer(context, plane, posterior, 'rising', highest(posterior));
  paint.frameLayer(context, plane);
  arrows(context, plane, found, 'difference');
  paint.crossLayer(context, plane, found.at);
  numbers.replaceChildren(...rows().flatMap(([name, value]) => {
    const term = document.createElement('dt');
    term.textContent = name;
    const data = document.createElement('dd');
    data.textContent = value;
    return [term, data];
  }));
  canvas.setAttribute('aria-label', `Where a point at ${pair(found.at)} may have come from, at log-SNR ${number(logSNR(state.t), 2)}: the exact posterior of x₀.`);
  details.refill();
}

let said;
on(['probe'], () => {
  clearTimeout(said);
  if (state.probe) said = setTimeout(() => announce(`Probe at ${pair(state.probe)}${found?.error != null ? `: error ${number(found.error)}` : ''}.`), 500);
  else found = null;
  show();
  requestAnimationFrame(drawPanels);
});
on(['probe', 't', 'snapshot', 'active', 'opened', 'run', 'label'], () => pull());
on(['status'], () => { if (state.probe && runs().some(trained)) pull(); });
onColours(show);

whenOpen(details, () => {
  if (!found) return null;
  const tables = document.createElement('div');
  tables.append(makeTable('At the probe', ['what', 'value'], rows()));
  if (found.arrays.posterior) tables.append(gridTable(found.arrays.posterior, state.view, 'Share of each cell in the posterior of x₀'));
  return tables;
});
document.getElementById('probe-close').addEventListener('click', () => move(null));
