// What can be kept: the link, the run's folder, points, the log, a picture and an animation.

import { state, on, update, link, timesteps } from './state.js';
import { ask, isStatic, Lost } from './transport.js';
import { shownPanels, drawPanel } from './panels.js';
import { levelWords } from './slider.js';
import { ink } from './colours.js';
import { announce, mistake } from './say.js';
import { palette, indices } from './palette.js';

const points = 10_000; // that are exported, as ddpm sample draws them

const said = document.getElementById('kept');

// download gives bytes to the browser as a file.
function download(name, bytes, type = 'application/octet-stream') {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const anchor = Object.assign(document.createElement('a'), { href: url, download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  tell(`${name} is downloaded.`);
}

function tell(text) {
  said.textContent = text;
  announce(text);
}

async function attempt(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Lost)) mistake(error.message);
  }
}

async function exported(what) {
  const drawn = what.startsWith('points') ? { count: points, seed: state.sampling.seed, snapshot: state.snapshot[state.active] } : {};
  const reply = await ask({ do: 'export', run: state.active, what, ...drawn });
  download(reply.name, reply.arrays.bytes);
}

async function save() {
  const reply = await ask({ do: 'save', run: state.active });
  if (reply.folder) tell(`Saved in ${reply.folder}. ddpm sample, compare and train --resume work on it.`);
  else download(reply.name, reply.arrays.bytes, 'application/zip');
}

// sheet draws all panels side by side, with a line below, on a canvas of its own.
function sheet(size) {
  const names = shownPanels();
  const canvas = new OffscreenCanvas(names.length * size, size + 28);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.fillStyle = ink('page');
  context.fillRect(0, 0, canvas.width, canvas.height);
  names.forEach((name, i) => {
    const panel = new OffscreenCanvas(size, size);
    panel.clientWidth = size;
    drawPanel(name, panel);
    context.drawImage(panel, i * size, 0, size, size);
  });
  context.fillStyle = ink('text');
  context.font = '14px system-ui, sans-serif';
  context.textBaseline = 'middle';
  const titles = names.map((name) => ({ true: 'true', learned: 'learned', second: 'B', difference: 'difference' })[name]).join(' | ');
  context.fillText(`${titles}   ${levelWords()}`, 8, size + 14);
  return canvas;
}

async function picture() {
  const blob = await sheet(640).convertToBlob({ type: 'image/png' });
  download('ddpm.png', blob, 'image/png');
}

// animation plays the slider from noise to data, and keeps each frame as indices of a palette.
async function animation() {
  const frames = 40;
  const size = 240;
  const before = state.t;
  const images = [];
  tell('The animation is being drawn …');
  for (let i = 0; i < frames; i++) {
    const t = Math.round((1 - i / (frames - 1)) * timesteps());
    await frameAt(t);
    const canvas = sheet(size);
    images.push(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height));
  }
  update({ t: before });
  const colours = palette(images);
  const bytes = new Uint8Array(frames * images[0].width * images[0].height);
  images.forEach((image, i) => bytes.set(indices(image, colours), i * image.width * image.height));
  const reply = await ask({ do: 'export', run: state.active, what: 'animation.gif', size: [images[0].width, images[0].height], frames, delay: 80, palette: colours }, bytes);
  download(reply.name, reply.arrays.bytes, 'image/gif');
}

// frameAt moves the slider, and waits for the panels to follow.
function frameAt(t) {
  return new Promise((resolve) => {
    const until = performance.now() + 2000;
    update({ t });
    const look = () => {
      if (document.documentElement.dataset.frame?.startsWith(`${t} `) || performance.now() > until) resolve();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

const acts = {
  'save-run': save,
  'export-csv': () => exported('points.csv'),
  'export-npy': () => exported('points.npy'),
  'export-log': () => exported('log.csv'),
  'export-png': picture,
  'export-gif': animation,
};
for (const [id, act] of Object.entries(acts)) {
  const button = document.getElementById(id);
  button.addEventListener('click', async () => {
    button.disabled = true;
    await attempt(act);
    button.disabled = false;
  });
}
document.getElementById('save-run').textContent = isStatic ? 'Save the run (zip)' : 'Save the run (folder)';

document.getElementById('copy-link').addEventListener('click', async () => {
  await navigator.clipboard.writeText(location.href.replace(/#.*/, '') + link());
  tell('The link is copied.');
});

// The address follows the state, a little later.
let timer;
on(['t', 'layers', 'panel', 'probe', 'label', 'source', 'settings', 'sampling', 'view', 'strokes'], () => {
  clearTimeout(timer);
  timer = setTimeout(() => history.replaceState(null, '', link()), 300);
});
