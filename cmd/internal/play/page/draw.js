// Drawing a distribution on the true panel: brush, eraser, width, undo and redo; by mouse, pen, finger or keyboard.

import { state, on, update, rounded } from './state.js';
import { latest } from './transport.js';
import { panelCanvas, over, draw as drawPanels } from './panels.js';
import { Plane } from './paint.js';
import { ink } from './colours.js';
import { open } from './data.js';
import { announce, mistake, fixed } from './say.js';

// The board is this part of the plane.
const board = [-3, 3, -3, 3];
const nearest = 0.02; // points of a stroke are at least so far apart
const spread = 4; // a brush is four standard deviations of its jitter wide

const tools = document.getElementById('tools');
const canvas = panelCanvas('true');
const width = document.getElementById('brush-width');
const undo = document.getElementById('undo');
const redo = document.getElementById('redo');

let stroke = null; // the one under way
let undone = [];
let cursor = [0, 0]; // of the keyboard
let seen = null; // of a mouse or pen
let stamped = null; // where the keyboard's last dot is

// The width of a stroke is the standard deviation of its jitter, in the units of the plane.
const brush = () => Number(width.value) / spread;
const erasing = () => document.getElementById('eraser').checked;

// The engine makes a mixture of the strokes. An empty board has nothing to open: the last mixture stays until there is a new one.
const send = latest(async (strokes) => {
  if (strokes.length === 0) return;
  await open({ drawing: { strokes } }, { view: board, keepView: true });
  document.documentElement.dataset.drawn = strokes.length;
}, mistake);

function change(strokes) {
  delete document.documentElement.dataset.drawn;
  update({ strokes });
  send(strokes);
}

function add(one) {
  undone = [];
  change([...state.strokes, one]);
}

const place = (event) => rounded(new Plane(canvas, board).place([event.offsetX, event.offsetY]));

canvas.addEventListener('pointerdown', (event) => {
  if (!state.drawing || event.button !== 0) return;
  event.preventDefault();
  canvas.focus();
  canvas.setPointerCapture(event.pointerId);
  stroke = { width: brush(), erase: erasing() || (event.buttons & 32) !== 0, points: [place(event)] }; // 32: a pen's other end
  drawPanels();
});
canvas.addEventListener('pointermove', (event) => {
  if (!state.drawing) return;
  seen = place(event);
  if (stroke) {
    // A browser gathers the moves between two frames in one event.
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const one of moves.length > 0 ? moves : [event]) {
      const next = place(one);
      const last = stroke.points.at(-1);
      if (Math.hypot(next[0] - last[0], next[1] - last[1]) >= nearest) stroke.points.push(next);
    }
  }
  requestAnimationFrame(drawPanels);
});
for (const end of ['pointerup', 'pointercancel']) {
  canvas.addEventListener(end, () => {
    if (!stroke) return;
    const done = stroke;
    stroke = null;
    add(done);
  });
}
canvas.addEventListener('pointerleave', () => {
  seen = null;
  if (state.drawing) requestAnimationFrame(drawPanels);
});

// Keys of the board: arrows move the brush, Enter stamps, with Shift a line from the last stamp; more is in keys.js.
canvas.addEventListener('keydown', (event) => {
  if (!state.drawing) return;
  const step = event.shiftKey && event.key !== 'Enter' ? 0.5 : 0.1;
  const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
  if (event.key in moves) {
    const [dx, dy] = moves[event.key];
    cursor = rounded([Math.max(-3, Math.min(3, cursor[0] + dx)), Math.max(-3, Math.min(3, cursor[1] + dy))]);
    announce(`brush at ${cursor.map((x) => fixed(x, 1)).join(', ')}`);
    drawPanels();
  } else if (event.key === 'Enter') {
    const points = event.shiftKey && stamped ? line(stamped, cursor) : [cursor];
    stamped = cursor;
    add({ width: brush(), erase: erasing(), points });
    announce(erasing() ? 'erased' : points.length > 1 ? 'a line is drawn' : 'a dot is drawn');
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
});

function line(from, to) {
  const steps = Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / 0.1));
  return Array.from({ length: steps + 1 }, (_, i) => rounded([0, 1].map((axis) => from[axis] + i / steps * (to[axis] - from[axis]))));
}

// undoStroke and redoStroke take back the last stroke and bring it back.
export function undoStroke() {
  if (state.strokes.length === 0) return;
  undone = [...undone, state.strokes.at(-1)];
  change(state.strokes.slice(0, -1));
  announce('the last stroke is undone');
}
export function redoStroke() {
  if (undone.length === 0) return;
  const again = undone.at(-1);
  undone = undone.slice(0, -1);
  change([...state.strokes, again]);
  announce('the stroke is back');
}
undo.addEventListener('click', undoStroke);
redo.addEventListener('click', redoStroke);
document.getElementById('clear').addEventListener('click', () => {
  undone = [...state.strokes].reverse();
  change([]);
});
document.getElementById('done').addEventListener('click', () => update({ drawing: false }));

// Strokes that are not yet part of the density are drawn as lines; the brush is a circle.
over((context, plane, name) => {
  if (!state.drawing || name !== 'true') return;
  if (state.strokes.length === 0) {
    context.fillStyle = ink('page');
    context.fillRect(0, 0, plane.size, plane.size);
    context.fillStyle = ink('quiet');
    context.font = '15px system-ui, sans-serif';
    context.textAlign = 'center';
    if (!stroke) context.fillText('Draw here.', plane.size / 2, plane.size / 2 - 24);
  }
  if (stroke) {
    context.strokeStyle = stroke.erase ? ink('page') : ink('true');
    context.globalAlpha = 0.8;
    context.lineWidth = Math.max(1, spread * stroke.width * plane.scale[0]);
    context.lineCap = 'round';
    context.lineJoin = 'round';
    context.beginPath();
    stroke.points.forEach((point, i) => {
      const [x, y] = plane.pixel(point);
      if (i === 0) context.moveTo(x, y);
      context.lineTo(x + 0.01, y);
    });
    context.stroke();
    context.globalAlpha = 1;
    context.lineCap = 'butt';
  }
  const shown = seen ?? (document.activeElement === canvas ? cursor : null);
  if (shown) {
    context.lineWidth = 1.5;
    context.strokeStyle = ink('text');
    context.setLineDash(erasing() ? [3, 3] : []);
    context.beginPath();
    context.arc(...plane.pixel(shown), Math.max(3, Number(width.value) * plane.scale[0] / 2), 0, 2 * Math.PI);
    context.stroke();
    context.setLineDash([]);
  }
});
for (const event of ['focus', 'blur']) canvas.addEventListener(event, () => requestAnimationFrame(drawPanels));

function show() {
  tools.hidden = !state.drawing;
  canvas.classList.toggle('board', state.drawing);
  undo.disabled = state.strokes.length === 0;
  redo.disabled = undone.length === 0;
}
on(['drawing', 'strokes'], show);
on(['drawing'], () => {
  if (!state.drawing) {
    seen = null;
    return;
  }
  update({ t: 0, panel: 'true', probe: null, layers: state.layers.includes('density') ? state.layers : [...state.layers, 'density'], view: board });
  if (state.strokes.length > 0 && !state.source.drawing) send(state.strokes);
  canvas.focus({ preventScroll: true });
  announce('Draw on the true panel. Arrow keys move the brush, Enter draws a dot, Shift and Enter a line.');
});
