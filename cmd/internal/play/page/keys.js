// Keys. None is taken while a field has the focus, and none with Ctrl, Alt or Meta, but for undo and redo on the board.

import { state, update, timesteps } from './state.js';
import { setPlaying, isPlaying, stepBy } from './slider.js';
import { setTraining, stepOnce, isTraining, pastBy } from './train.js';
import { undoStroke, redoStroke } from './draw.js';
import { twin } from './chains.js';
import * as tour from './tour.js';
import { move } from './probe.js';

const dialog = document.getElementById('keys');
const list = document.getElementById('key-list');

const toggle = (layer) => update({ layers: state.layers.includes(layer) ? state.layers.filter((one) => one !== layer) : [...state.layers, layer] });

const click = (id) => () => document.getElementById(id).click();

// Each row: the keys, what they are called, what they do.
const table = [
  [['?'], '?', 'show or hide this list', () => (dialog.open ? dialog.close() : dialog.showModal())],
  [[' '], 'Space', 'play or pause the noise level', () => setPlaying(!isPlaying())],
  [['ArrowLeft', ','], '←', 'one noise level back', () => stepBy(-1)],
  [['ArrowRight', '.'], '→', 'one noise level on', () => stepBy(1)],
  [['Home'], 'Home', 'no noise', () => update({ t: 0 })],
  [['End'], 'End', 'all noise', () => update({ t: timesteps() })],
  [['t'], 't', 'train or pause', () => setTraining(!isTraining())],
  [['s'], 's', 'one step of training', stepOnce],
  [['['], '[', 'back in training time', () => pastBy(-1)],
  [[']'], ']', 'on in training time', () => pastBy(1)],
  [['1'], '1', 'density', () => toggle('density')],
  [['2'], '2', 'score arrows', () => toggle('score')],
  [['3'], '3', 'points', () => toggle('points')],
  [['4'], '4', 'paths', () => toggle('paths')],
  [['5'], '5', 'marginals', () => toggle('marginals')],
  [['c'], 'c', 'run twin chains', twin],
  [['d'], 'd', 'draw, or end drawing', () => update({ drawing: !state.drawing })],
  [['e'], 'e', 'eraser on or off', click('eraser')],
  [['p'], 'p', 'probe in the middle, or none', () => move(state.probe ? null : [(state.view[0] + state.view[1]) / 2, (state.view[2] + state.view[3]) / 2])],
  [['b'], 'b', 'compare two settings, or end', click('pin')],
  [['g'], 'g', 'guided tour', () => (tour.isOpen() ? tour.close() : tour.begin())],
  [['Escape'], 'Esc', 'close the tour; end drawing', () => (tour.isOpen() ? tour.close() : update({ drawing: false }))],
];
const more = [
  ['arrows on a panel', 'move the probe; with Shift farther'],
  ['arrows on the board', 'move the brush; Enter draws a dot, Shift and Enter a line'],
  ['Ctrl Z, Ctrl Shift Z', 'undo and redo a stroke'],
];

for (const [name, what] of [...table.map(([, name, what]) => [name, what]), ...more]) {
  const row = list.insertRow();
  const head = document.createElement('th');
  head.scope = 'row';
  head.append(Object.assign(document.createElement('kbd'), { textContent: name }));
  row.append(head);
  row.insertCell().textContent = what;
}
document.getElementById('show-keys').addEventListener('click', () => dialog.showModal());
document.getElementById('close-keys').addEventListener('click', () => dialog.close());

const isField = (element) => element.matches('input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]');
// A button and a box are pressed with the space bar, and radio buttons are moved through by arrows.
const ownKeys = (element, key) => key === ' ' && element.matches('button, input, summary, a') || key.startsWith('Arrow') && element.matches('input[type=radio]')
  || element.matches('[role=slider]') && /^(Arrow|Home|End)/.test(key) || element.matches('.scroll') && /^(Arrow|Home|End| )/.test(key);

addEventListener('keydown', (event) => {
  if (event.defaultPrevented) return;
  const { target, key } = event;
  if (target instanceof Element && (isField(target) || ownKeys(target, key))) return;
  if ((event.ctrlKey || event.metaKey) && state.drawing && key.toLowerCase() === 'z') {
    event.preventDefault();
    if (event.shiftKey) redoStroke();
    else undoStroke();
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || !state.run.A) return;
  if (dialog.open && key !== '?') return;
  const found = table.find(([keys]) => keys.includes(key));
  if (!found) return;
  if (key === 'Escape' && !tour.isOpen() && !state.drawing) return;
  event.preventDefault();
  found[3]();
});
