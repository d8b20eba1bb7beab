// The linked panels: true, learned, difference, and in a comparison the second learned one. They pull one frame at a time from the engine.

import { state, on, update, runs, logSNR } from './state.js';
import { ask, latest } from './transport.js';
import { colourBar, highest, ink, onColours } from './colours.js';
import * as paint from './paint.js';
import { at, smoothed } from './crowd.js';
import { exactDensity, seekDensities } from './exact.js';
import { mistake, number } from './say.js';
import { isTraining } from './train.js';
import { gridTable, whenOpen } from './table.js';

const coarse = 64; // cells along a side while something moves
const fine = 128; // at rest
const mostPoints = 800; // that a panel shows
const mostPaths = 12;
const rest = 180; // milliseconds without a change are rest

// Frames by run: the engine's last reply, with the request that it answers.
const frames = {};
let moved = 0;
let pulled = 0; // when the newest frame came
let cost = 0; // milliseconds that it took
let timer;

// extra are functions that draw over a panel: the probe, a brush. Each is called with (context, plane, name).
const extra = [];
export const over = (layer) => extra.push(layer);

const figures = new Map([...document.querySelectorAll('.panel')].map((figure) => [figure.dataset.panel, figure]));

// panelCanvas returns the canvas of a panel.
export const panelCanvas = (name) => figures.get(name).querySelector('canvas.plane');

// shownPanels returns the names of the panels there are now.
export const shownPanels = () => [...figures.keys()].filter((name) => name !== 'second' || state.settings.B);

// runOf returns the run that a panel is of.
export const runOf = (name) => (name === 'second' ? 'B' : name === 'learned' ? 'A' : state.active);

// trained says whether there is a network that has learned anything.
export const trained = (run) => (state.status[run]?.step ?? 0) > 0;

const pull = latest(async ({ precise }) => {
  if (!state.view || !state.run.A || document.hidden) return;
  const asked = performance.now();
  for (const run of runs()) {
    if (!state.run[run]) continue;
    const size = precise ? fine : coarse;
    const reply = await ask({
      do: 'frame', run, t: state.t, size: [size, size], view: state.view,
      layers: ['density', 'score', 'points'].filter((layer) => layer === 'density' || state.layers.includes(layer)),
      panels: run === 'A' ? ['true', 'learned', 'difference'] : ['learned', 'difference'],
      snapshot: state.snapshot[run], class: state.label ?? undefined, count: mostPoints, seed: 1,
    });
    reply.request = { t: state.t, precise };
    frames[run] = reply;
  }
  draw();
  cost = performance.now() - asked;
  pulled = performance.now();
  document.documentElement.dataset.shown = 'true';
  // What is shown now, for whoever waits for it; refresh takes it away.
  if (asked > moved) document.documentElement.dataset.frame = `${state.t} ${precise ? 'fine' : 'coarse'}`;
}, mistake);

// refresh asks for a new frame: a coarse one now, and a fine one when nothing has moved for a while.
export function refresh() {
  moved = performance.now();
  delete document.documentElement.dataset.frame;
  clearTimeout(timer);
  seekDensities();
  requestAnimationFrame(() => {
    pull({ precise: false });
    clearTimeout(timer);
    if (!isTraining()) timer = setTimeout(() => pull({ precise: true }), rest);
  });
}

// learnedDensity returns the learned density of a run: the exact one if the engine gave it, or else that of the chain's points, smoothed.
function learnedDensity(run) {
  const exact = exactDensity(run);
  if (exact) return { field: exact, how: 'exact, by the probability flow' };
  const chain = state.paths?.[run]?.learned;
  if (!chain) return null;
  const points = at(chain, state.paths[run].levels, state.t);
  return { field: smoothed(points, state.view, coarse), how: `${number(points.length / 2)} points, smoothed` };
}

// fieldOf returns the field that a panel shows in colours: {field, map, top, how}, or null if there is none.
function fieldOf(name) {
  const run = runOf(name);
  const truth = frames.A?.arrays['true.density'];
  const top = truth ? highest(truth) : 1;
  if (name === 'true') return truth ? { field: truth, map: 'rising', top, how: 'exact' } : null;
  if (name !== 'difference') {
    const learned = learnedDensity(run);
    return learned && { ...learned, map: 'rising', top };
  }
  if (state.difference === 'density') {
    const learned = learnedDensity(run);
    if (!learned || !truth) return null;
    const field = learned.field.map((value, i) => value - sampled(truth, learned.field.shape, i));
    field.shape = learned.field.shape;
    return { field, map: 'signed', top: top / 2, how: 'learned less true density' };
  }
  const error = frames[run]?.arrays.error;
  if (!error || !trained(run)) return null;
  // Where points hardly ever are, an error does no harm: the field fades there.
  const seen = truth && ((i) => Math.min(1, 1000 * sampled(truth, error.shape, i) / top));
  return { field: error, map: 'rising', top: 1, seen, how: '|ε̂ − ε*|, fading where points hardly ever are' };
}

// sampled returns the value of a field at cell i of a grid of another shape.
function sampled(field, [h, w], i) {
  const row = Math.floor((Math.floor(i / w) + 0.5) / h * field.shape[0]);
  const column = Math.floor((i % w + 0.5) / w * field.shape[1]);
  return field[row * field.shape[1] + column];
}

const inkOf = (name) => ({ true: 'true', learned: 'learned', second: 'second', difference: 'text' })[name];

// pointsOf returns the points of a panel at the present level: those of the twin chains if there are any, or those of the frame.
function pointsOf(name) {
  const run = runOf(name);
  const chains = state.paths?.[name === 'true' ? 'A' : run];
  const chain = chains?.[name === 'true' ? 'exact' : 'learned'];
  if (chain && !(name === 'true' && chains.quick)) return at(chain, chains.levels, state.t);
  return frames[run]?.arrays[name === 'true' ? 'true.points' : 'learned.points'] ?? null;
}

// drawPanel draws a panel on a canvas, which may be another than the page's.
export function drawPanel(name, canvas = panelCanvas(name)) {
  if (!state.view) return;
  const plane = new paint.Plane(canvas, state.view);
  const context = paint.begin(plane);
  const run = runOf(name);
  const frame = frames[run];
  const has = (layer) => state.layers.includes(layer);
  const colour = ink(inkOf(name));
  const shown = fieldOf(name);
  const crowded = has('points') || has('paths') || has('score');
  if (shown && (has('density') || name === 'difference')) paint.fieldLayer(context, plane, shown.field, shown.map, shown.top, crowded ? 0.55 : 1, shown.seen);
  if (shown && has('marginals') && shown.map === 'rising' && name !== 'difference') paint.marginalsLayer(context, plane, shown.field, colour);
  const score = frame?.arrays[`${name === 'second' ? 'learned' : name}.score`];
  if (score && has('score')) paint.arrowsLayer(context, plane, score, colour);
  const chains = state.paths?.[run];
  if (chains && has('paths') && !chains.quick) {
    const chain = name === 'true' ? chains.exact : name === 'difference' ? null : chains.learned;
    if (chain) paint.pathsLayer(context, plane, chain, chains.levels, state.t, mostPaths, colour);
  }
  if (has('points') || has('paths')) {
    if (name === 'difference') {
      if (chains?.learned && chains.exact && !chains.quick) {
        paint.gapsLayer(context, plane, at(chains.exact, chains.levels, state.t), at(chains.learned, chains.levels, state.t), ink('text'));
      }
    } else {
      const points = pointsOf(name);
      if (points) paint.pointsLayer(context, plane, points.subarray(0, 2 * mostPoints), colour);
    }
  }
  if (name !== 'true' && !trained(run) && !(has('score') && score)) paint.wordsLayer(context, plane, 'Press Train.');
  paint.frameLayer(context, plane);
  for (const layer of extra) layer(context, plane, name);
}

const words = {
  true: () => 'exact: known at every noise level',
  learned: (run) => learnedWords(run),
  second: (run) => learnedWords(run),
  difference: () => fieldOf('difference')?.how ?? 'nothing is learned yet',
};

function learnedWords(run) {
  if (!trained(run)) return 'not trained yet';
  const step = state.snapshot[run] ?? state.status[run].step;
  const density = learnedDensity(run);
  return `after ${step.toLocaleString('en')} step${step === 1 ? '' : 's'}${density ? `; ${density.how}` : ''}`;
}

// draw draws all panels that are there.
export function draw() {
  for (const name of shownPanels()) {
    const figure = figures.get(name);
    if (figure.offsetParent === null) continue;
    drawPanel(name);
    figure.querySelector('.how').textContent = words[name](runOf(name));
    const shown = fieldOf(name);
    const bar = figure.querySelector('.scale');
    bar.hidden = !shown;
    if (shown) {
      colourBar(bar.querySelector('canvas'), shown.map);
      bar.querySelector('.low').textContent = shown.map === 'signed' ? `−${number(shown.top, 2)}` : '0';
      bar.querySelector('.high').textContent = number(shown.top, 2);
    }
    panelCanvas(name).setAttribute('aria-label', label(name));
    figure.querySelector('details').refill?.();
  }
}

const titles = { true: 'True', learned: 'Learned', second: 'Learned, B', difference: 'Difference' };

function label(name) {
  return `${titles[name]}: ${words[name](runOf(name))}; t ${number(state.t)}, log-SNR ${number(logSNR(state.t), 2)}. Arrow keys move the probe.`;
}

// The table behind a panel: its field, sampled on nine by nine places.
for (const [name, figure] of figures) {
  whenOpen(figure.querySelector('details'), () => {
    const shown = fieldOf(name);
    return shown && gridTable(shown.field, state.view, shown.how);
  });
}

// A narrow screen shows one panel; a switch says which.
for (const radio of document.querySelectorAll('input[name=panel]')) {
  radio.addEventListener('change', () => update({ panel: radio.value }));
}

function showPanel() {
  const compare = Boolean(state.settings.B);
  document.body.classList.toggle('comparing', compare);
  figures.get('second').hidden = !compare;
  document.getElementById('switch-second').hidden = !compare;
  figures.get('learned').querySelector('.title').textContent = compare ? 'Learned, A' : 'Learned';
  figures.get('difference').querySelector('.title').textContent = compare ? `Difference, ${state.active}` : 'Difference';
  const panel = state.panel === 'second' && !compare ? 'learned' : state.panel;
  document.body.dataset.panel = panel;
  for (const radio of document.querySelectorAll('input[name=panel]')) radio.checked = radio.value === panel;
  draw();
}

for (const box of document.querySelectorAll('input[name=layer]')) {
  box.addEventListener('change', () => {
    const others = state.layers.filter((layer) => layer !== box.value);
    update({ layers: box.checked ? [...others, box.value] : others });
  });
}
document.getElementById('difference').addEventListener('change', (event) => update({ difference: event.target.value }));

on(['layers'], () => {
  for (const box of document.querySelectorAll('input[name=layer]')) box.checked = state.layers.includes(box.value);
});
on(['difference'], () => { document.getElementById('difference').value = state.difference; });
on(['panel', 'settings', 'active'], showPanel);
on(['t', 'layers', 'view', 'snapshot', 'label', 'run', 'opened', 'active'], refresh);
on(['t', 'paths', 'difference', 'layers', 'densities'], () => requestAnimationFrame(draw));
onColours(draw);
new ResizeObserver(() => draw()).observe(document.getElementById('panels'));

// While a network trains the panels follow it, but take no more than a small share of the time from it; at rest they are looked at once
// more.
const share = 25;
let seen = '';
on(['status'], () => {
  const now = runs().map((run) => `${state.status[run]?.step} ${state.status[run]?.state}`).join();
  const due = !isTraining() || performance.now() - pulled > share * cost;
  if (now !== seen && due) {
    seen = now;
    refresh();
  }
});
