// What the page shows: one object, whose changes others hear of, and the link that holds it.

// The state. Runs are "A" and, in a comparison, "B"; what belongs to a run is kept by its letter.
export const state = {
  hello: null, // the engine's first reply
  source: { data: 'swissroll' }, // {data}, {drawing: {strokes}} or {file: name}
  opened: null, // the engine's reply to open
  settings: { A: {}, B: null }, // what was changed from the defaults
  run: { A: null, B: null }, // the engine's replies to set
  status: { A: null, B: null },
  active: 'A',
  view: null, // [xmin, xmax, ymin, ymax], square
  t: 0,
  layers: ['density', 'points'],
  difference: 'error', // what the third panel shows: "error" of the noise, or "density"
  densities: {}, // of which runs the exact learned density is known
  information: null, // [[t, nats], …]: what is known so far of I(x_0; x_t)
  panel: 'true', // the one that a narrow screen shows
  snapshot: { A: null, B: null }, // a step in the past, or null for now
  label: null, // the class that is looked at
  probe: null, // [x, y]
  paths: null, // what the engine answered to chains
  sampling: { sampler: 'ddpm', evals: null, grid: '', eta: null, count: 300, seed: 1, guidance: 0 },
  drawing: false, // whether the true panel is being drawn on
  strokes: [],
};

const listeners = [];

// on calls a function after any of these fields of the state have changed.
export function on(fields, listener) {
  listeners.push([fields, listener]);
}

// update changes the state, and tells those who listen.
export function update(changes) {
  const changed = Object.keys(changes).filter((field) => changes[field] !== state[field]);
  if (changed.length === 0) return;
  Object.assign(state, changes);
  for (const [fields, listener] of listeners) {
    if (fields.some((field) => changed.includes(field))) listener(changed);
  }
}

// ofRun changes what belongs to one run in a field of the state.
export function ofRun(field, run, value) {
  update({ [field]: { ...state[field], [run]: value } });
}

// runs returns the runs there are.
export const runs = () => (state.settings.B ? ['A', 'B'] : ['A']);

// timesteps is the chain's length T of the active run.
export const timesteps = () => state.run[state.active]?.timesteps ?? 1;

// logSNR returns the log-SNR at t, which may be fractional.
export function logSNR(t, run = state.active) {
  const table = state.run[run]?.logsnr;
  if (!table) return NaN;
  const low = Math.min(Math.floor(t), table.length - 1);
  const high = Math.min(low + 1, table.length - 1);
  const [a, b] = [table[low] ?? Infinity, table[high]];
  // t = 0 has no noise: the log-SNR is infinite there, and JSON holds a large number or null.
  return low === high || t === low ? a : a + (t - low) * (b - a);
}

// The link. Every field is one parameter of the fragment; what is as at first is left out.

const plain = {
  t: [(s) => (s.t ? String(Math.round(s.t * 100) / 100) : ''), (text) => ({ t: Number(text) || 0 })],
  layers: [(s) => (s.layers.join() === 'density,points' ? '' : s.layers.join() || 'none'), (text) => ({ layers: text === 'none' ? [] : text.split(',') })],
  panel: [(s) => (s.panel === 'true' ? '' : s.panel), (text) => ({ panel: text })],
  probe: [(s) => s.probe?.join() ?? '', (text) => ({ probe: numbers(text, 2) })],
  label: [(s) => s.label ?? '', (text) => ({ label: text })],
  view: [(s) => (s.view && s.view !== s.opened?.view ? s.view.join() : ''), (text) => ({ view: numbers(text, 4) })],
  data: [(s) => s.source.data ?? '', (text) => ({ source: { data: text } })],
  drawing: [(s) => (s.source.drawing ? packStrokes(s.source.drawing.strokes) : ''), (text) => opening(unpackStrokes(text))],
  a: [(s) => pairs(s.settings.A), (text) => ({ settings: { A: unpairs(text), B: null } })],
  b: [(s) => (s.settings.B ? pairs(s.settings.B) || '-' : ''), (text, found) => ({ settings: { A: found.settings?.A ?? {}, B: unpairs(text) } })],
  sampling: [(s) => pairs(s.sampling), (text) => ({ sampling: { ...state.sampling, ...unpairs(text) } })],
};

// link returns the fragment that holds all there is to see.
export function link() {
  const parts = new URLSearchParams();
  for (const [name, [write]] of Object.entries(plain)) {
    const text = write(state);
    if (text) parts.set(name, text);
  }
  return '#' + parts.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
}

// unlink returns the changes that a fragment asks for. What cannot be read is left out.
export function unlink(fragment) {
  const found = {};
  const parts = new URLSearchParams(fragment.replace(/^#/, ''));
  if (parts.size > 0) found.settings = { A: {}, B: null };
  for (const [name, [, read]] of Object.entries(plain)) {
    const text = parts.get(name);
    if (!text) continue;
    try {
      Object.assign(found, read(text, found));
    } catch {
      continue;
    }
  }
  return found;
}

function numbers(text, n) {
  const values = text.split(',').map(Number);
  if (values.length !== n || !values.every(Number.isFinite)) throw new Error('not so many numbers');
  return values;
}

const opening = (strokes) => ({ source: { drawing: { strokes } }, strokes });

const pairs = (settings) => Object.entries(settings).filter(([, value]) => value !== null && value !== '')
  .map(([name, value]) => `${name}:${encodeURIComponent(value)}`).join();

function unpairs(text) {
  const settings = {};
  for (const [, name, value] of text.matchAll(/([a-z-]+):([^,]*)/g)) {
    const word = decodeURIComponent(value);
    settings[name] = word !== '' && Number.isFinite(Number(word)) ? Number(word) : word === 'true' || (word === 'false' ? false : word);
  }
  return settings;
}

// A stroke in the link: points as pairs of 16-bit numbers, of which 1000 make a unit, so three decimals of a place are kept.
const unit = 1000;

// rounded returns a place as the link keeps it, so that a drawing and its link are the same drawing.
export const rounded = (point) => point.map((x) => Math.round(x * unit) / unit);

function packStrokes(strokes) {
  const values = [];
  for (const { width, erase, points } of strokes) {
    values.push(points.length, Math.round(width * unit) * (erase ? -1 : 1));
    for (const [x, y] of points) values.push(Math.round(x * unit), Math.round(y * unit));
  }
  const bytes = new Uint8Array(new Int16Array(values).buffer);
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function unpackStrokes(text) {
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  const values = new Int16Array(bytes.buffer);
  const strokes = [];
  for (let i = 0; i < values.length;) {
    const [n, width] = [values[i], values[i + 1]];
    const points = [];
    for (i += 2; points.length < n; i += 2) points.push([values[i] / unit, values[i + 1] / unit]);
    strokes.push({ width: Math.abs(width) / unit, erase: width < 0, points });
  }
  return strokes;
}
