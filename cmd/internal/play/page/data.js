// What there is to learn: a built-in distribution, a drawing, or a file of points or a picture, chosen or dropped on the page.

import { state, on, update } from './state.js';
import { ask, isStatic, Lost } from './transport.js';
import { mistake, announce, number } from './say.js';
import { forget, look } from './train.js';
import { setSettings } from './settings.js';

const choice = document.getElementById('data');
const file = document.getElementById('file');
const notes = document.getElementById('notes');
const options = document.getElementById('file-options');
const label = document.getElementById('label');

let chosen; // the name of the file that was chosen last, which may be one that can't be read
const contents = new Map(); // bytes by the name of the file: of the one that is open, and of the one that was chosen last
let offered; // the labels that the list has
const named = { drawing: 'draw', file: 'file' };

// fill offers the built-in distributions.
export function fill() {
  const group = choice.querySelector('optgroup');
  group.replaceChildren(...state.hello.builtins.map(({ name, what }) => {
    const option = new Option(`${name}: ${what}`, name);
    return option;
  }));
}

// adopt takes in what the engine says is open.
export function adopt(source, opened, view) {
  update({ source, opened, view: view ?? opened.view });
}

// open asks the engine for a source. The runs start anew, with the settings they had. It reports whether it went well.
export async function open(source, { view, keepView } = {}) {
  const request = { do: 'open', ...source };
  if (source.file) Object.assign(request, reading());
  let opened;
  try {
    opened = await ask(request, contents.get(source.file));
  } catch (error) {
    if (!(error instanceof Lost)) mistake(error.message);
    return false;
  }
  forget('A');
  forget('B');
  update({ paths: null, label: null, probe: keepView ? state.probe : null });
  adopt(source, opened, view ?? (keepView ? state.view : undefined));
  for (const run of ['A', 'B']) {
    // What is wrong with a link's settings has been said; the page goes on with the usual ones.
    if (state.settings[run] && !await setSettings(run, state.settings[run])) await setSettings(run, {});
  }
  look();
  if (!keepView) announce(`${opened.data} is open. ${(opened.notes ?? []).join(' ')}`);
  return true;
}

// reading returns how the file is read, as far as the person has said it, by the names of the command line's flags. What is left out is
// seen from the file.
function reading() {
  const value = (id) => document.getElementById(id).value;
  const asked = options.dataset.kind === 'picture' ? { ink: value('ink') } : {
    columns: value('columns').split(',').map((name) => name.trim()).filter(Boolean),
    header: value('header'),
    'drop-missing': document.getElementById('drop-missing').checked,
  };
  return Object.fromEntries(Object.entries(asked).filter(([, choice]) => choice.length > 0 || choice === true));
}

async function openFile(file) {
  for (const name of contents.keys()) if (name !== state.source.file) contents.delete(name);
  chosen = file.name;
  contents.set(chosen, new Uint8Array(await file.arrayBuffer()));
  update({ drawing: false });
  options.hidden = false;
  options.dataset.kind = file.type.startsWith('image/') ? 'picture' : 'table';
  await open({ file: chosen });
}

choice.addEventListener('change', () => {
  if (choice.value === 'file') return;
  options.hidden = true;
  if (choice.value === 'draw') {
    update({ drawing: true });
    return;
  }
  update({ drawing: false });
  open({ data: choice.value });
});
document.getElementById('open-file').addEventListener('click', () => file.click());
file.addEventListener('change', () => {
  if (file.files[0]) openFile(file.files[0]);
  file.value = '';
});
document.getElementById('read-again').addEventListener('click', () => {
  if (chosen) open({ file: chosen });
});

// A file may be dropped anywhere on the page.
addEventListener('dragover', (event) => {
  event.preventDefault();
  document.body.classList.add('dropping');
});
addEventListener('dragleave', (event) => {
  if (!event.relatedTarget) document.body.classList.remove('dropping');
});
addEventListener('drop', (event) => {
  event.preventDefault();
  document.body.classList.remove('dropping');
  const [dropped] = event.dataTransfer.files;
  if (dropped) openFile(dropped);
});

label.addEventListener('change', () => update({ label: label.value || null }));

function show() {
  const kind = Object.keys(state.source)[0];
  const fileChoice = document.getElementById('file-choice');
  fileChoice.hidden = fileChoice.disabled = kind !== 'file';
  fileChoice.textContent = state.source.file ?? '';
  choice.value = state.drawing ? 'draw' : named[kind] ?? state.source.data;
  const { opened } = state;
  if (!opened) return;
  const lines = [...(opened.notes ?? [])];
  const entropy = state.status.A?.entropy;
  if (Number.isFinite(entropy)) lines.unshift(`Entropy ${number(entropy, 4)} nats.`);
  if (!opened.exact) lines.push('The distribution behind a file of points is not known: there is nothing exact to compare with, but the points.');
  if (kind === 'file') lines.push(isStatic ? 'A link cannot hold a file.' : 'A link cannot hold a file; the saved run does.');
  notes.textContent = lines.join(' ');
  const { labels } = opened;
  if (offered !== labels) { // an open list would close if it were filled again
    offered = labels;
    label.replaceChildren(new Option('all points', ''), ...labels.map((name) => new Option(`class ${name}`, name)));
  }
  label.value = state.label ?? '';
  // Only a network that learns the classes can be asked for one.
  document.getElementById('label-row').hidden = labels.length < 2 || !state.run.A?.settings.label;
}
on(['source', 'opened', 'drawing', 'label', 'run', 'status'], show);
