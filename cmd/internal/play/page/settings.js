// The settings of a training: a form of fields, and the command line that does the same.

import { state, on, update, ofRun } from './state.js';
import { ask, Lost } from './transport.js';
import { mistake, announce } from './say.js';
import { forget } from './train.js';

const form = document.getElementById('settings');

// The fields of the form. A list of choices is filled by the engine's hello.
const fields = [
  { name: 'lr', label: 'Learning rate', type: 'number', min: 1e-6, step: 'any' },
  { name: 'steps', label: 'Steps', type: 'number', min: 1, step: 1 },
  { name: 'batch', label: 'Batch', type: 'number', min: 1, step: 1 },
  { name: 'width', label: 'Width', type: 'number', min: 1, step: 1 },
  { name: 'blocks', label: 'Blocks', type: 'number', min: 1, step: 1 },
  { name: 'schedule', label: 'Schedule', choices: 'schedules' },
  { name: 'timesteps', label: 'Timesteps T', type: 'number', min: 1, step: 1 },
  { name: 'predict', label: 'Prediction', choices: 'predictions' },
  { name: 'times', label: 'Times', choices: 'times', none: 'as usual' },
  { name: 'target', label: 'Target', choices: 'targets', none: 'by the data' },
  { name: 'ema', label: 'Averaging (EMA)', type: 'number', min: 0, max: 1, step: 'any' },
  { name: 'seed', label: 'Seed', type: 'number', min: 0, step: 1 },
  { name: 'label', label: 'Learn the classes', type: 'checkbox', value: 'label' },
];

const inputs = new Map();

// build makes the fields, once the engine has said what can be chosen.
export function build() {
  for (const field of fields) {
    const row = document.createElement('label');
    row.className = field.type === 'checkbox' ? 'check' : 'field';
    const words = document.createElement('span');
    words.textContent = field.label;
    const input = document.createElement(field.choices ? 'select' : 'input');
    input.name = field.name;
    if (field.choices) {
      if (field.none) input.append(new Option(field.none, ''));
      for (const choice of state.hello[field.choices] ?? []) input.append(new Option(choice.name ?? choice));
    } else {
      for (const key of ['type', 'min', 'max', 'step']) if (field[key] !== undefined) input[key] = field[key];
      if (field.type === 'number') input.inputMode = 'decimal';
    }
    input.addEventListener('change', () => changed(field, input));
    inputs.set(field.name, input);
    row.append(...(field.type === 'checkbox' ? [input, words] : [words, input]));
    form.append(row);
  }
}

function changed(field, input) {
  const value = field.type === 'checkbox' ? (input.checked ? field.value : '') : field.type === 'number' ? Number(input.value) : input.value;
  if (field.type === 'number' && (input.value === '' || !input.checkValidity())) {
    input.reportValidity();
    return;
  }
  setSettings(state.active, { ...state.settings[state.active], [field.name]: value });
}

// usual returns the settings by default. What data they are for is not among them: that is opened.
function usual() {
  const { data, columns, ...settings } = state.hello.defaults.settings;
  return { label: '', times: '', ...settings };
}

// unusual returns those settings that are not as by default.
function unusual(settings) {
  const defaults = usual();
  return Object.fromEntries(Object.entries(settings).filter(([name, value]) => name in defaults && defaults[name] !== value));
}

// setSettings asks for the settings of a run, the usual ones but for those that are given; its training starts anew. It reports whether
// the engine took them.
export async function setSettings(run, settings) {
  let reply;
  try {
    reply = await ask({ do: 'set', run, settings: { ...usual(), ...settings } });
  } catch (error) {
    if (!(error instanceof Lost)) mistake(error.message);
    show();
    return false;
  }
  forget(run);
  ofRun('run', run, reply);
  ofRun('settings', run, unusual(settings));
  update({ t: Math.min(state.t, reply.timesteps), paths: null });
  return true;
}

// adoptSettings takes in the settings that the engine already has, and leaves the training as it is.
export function adoptSettings(run, reply) {
  ofRun('run', run, reply);
  ofRun('settings', run, unusual(reply.settings));
}

function show() {
  const settings = state.run[state.active]?.settings;
  if (!settings) return;
  for (const field of fields) {
    const input = inputs.get(field.name);
    if (!input || document.activeElement === input) continue;
    if (field.type === 'checkbox') input.checked = Boolean(settings[field.name]);
    else input.value = settings[field.name] ?? '';
  }
  inputs.get('label')?.closest('label').toggleAttribute('hidden', (state.opened?.labels ?? []).length < 2 && !state.source.file);
  // A line breaks between arguments, not within them.
  const words = state.run[state.active].command.split(/ (?=-)/).flatMap((text, i) => {
    const word = document.createElement('span');
    word.textContent = text;
    return i === 0 ? [word] : [' ', word];
  });
  document.getElementById('command').replaceChildren(...words);
}
on(['run', 'active', 'opened'], show);

document.getElementById('copy-command').addEventListener('click', async () => {
  await navigator.clipboard.writeText(document.getElementById('command').textContent);
  announce('The command line is copied.');
});
document.getElementById('defaults').addEventListener('click', () => setSettings(state.active, {}));
