// Two settings side by side, and what "ddpm compare" says.

import { state, on, update, ofRun, runs } from './state.js';
import { ask, isStatic, Lost } from './transport.js';
import { isTraining, forget } from './train.js';
import { trained } from './panels.js';
import { setSettings } from './settings.js';
import { announce, mistake, number } from './say.js';
import { makeTable } from './table.js';

const pin = document.getElementById('pin');
const tabs = document.getElementById('runs');
const judge = document.getElementById('judge');
const verdict = document.getElementById('verdict');

// orders counts the begins and ends, so that an answer to a begin that was ended meanwhile is known to be too late.
let orders = 0;

// begin keeps the run as A and makes B with the same settings, of which one is then changed.
export async function begin() {
  const mine = ++orders;
  ofRun('settings', 'B', { ...state.settings.A });
  await setSettings('B', state.settings.A);
  if (mine !== orders) {
    drop();
    return;
  }
  update({ active: 'B', paths: null });
  announce('A is kept. Change one setting of B, and train.');
}

// drop forgets B.
function drop() {
  forget('B');
  update({ active: 'A', settings: { ...state.settings, B: null }, run: { ...state.run, B: null }, paths: null });
}

// end ends the comparison.
export function end() {
  orders++;
  if (state.status.B?.state === 'training') ask({ do: 'train', run: 'B', on: false }).catch(() => {});
  drop();
  announce('The comparison is over; A is still here.');
}

pin.addEventListener('click', () => (state.settings.B ? end() : begin()));
for (const radio of tabs.querySelectorAll('input')) {
  radio.addEventListener('change', () => update({ active: radio.value }));
}

function show() {
  const compare = Boolean(state.settings.B);
  pin.textContent = compare ? 'End the comparison' : 'Compare two settings';
  tabs.hidden = !compare;
  for (const radio of tabs.querySelectorAll('input')) radio.checked = radio.value === state.active;
  judge.disabled = isTraining() || !trained(state.active);
}
on(['settings', 'active', 'status'], show);

const texts = {
  sliced_w2: 'sliced 2-Wasserstein distance', w2: '2-Wasserstein distance', energy: 'energy distance', density: 'density',
  coverage: 'coverage', modes: 'modes (χ²)', outside: 'share outside 99.9%', memorisation: 'memorisation',
};

// measured returns the rows of the table of metrics.
function measured(found) {
  return (found.metrics ?? []).map(({ name, value, floor, floor_sd: sd, p }) => [
    texts[name] ?? name, value, `${number(floor)} ± ${number(sd, 2)}`, p ?? '–',
  ]);
}

function estimates(found) {
  const rows = [];
  const add = (name, estimate) => estimate && rows.push([name, `${number(estimate.value)} ± ${number(estimate.se, 2)}`]);
  add('KL(data ‖ model), nats', found.kl);
  add('KL of the clean data, nats', found.clean_kl);
  add('negative log-likelihood of held-out points, nats', found.nll);
  if (found.excess_loss) {
    rows.push(['excess loss', `${number(found.excess_loss.total)} ± ${number(found.excess_loss.se, 2)}`]);
    rows.push(['loss that cannot be avoided', number(found.excess_loss.irreducible)]);
  }
  if (found.budget) {
    for (const part of ['start', 'discretisation', 'network', 'total']) rows.push([`error budget: ${part}, nats`, number(found.budget[part])]);
  }
  if (found.chains) for (const part of ['floor', 'exact', 'learned']) rows.push([`sliced W2: ${part === 'floor' ? 'true points' : `${part} chain`}`, number(found.chains[part])]);
  return rows;
}

// compare asks the engine for all that "ddpm compare" says of the active run.
export async function compare() {
  const run = state.active;
  judge.disabled = true;
  verdict.textContent = 'Comparing …';
  try {
    const { compare: found } = await ask({ do: 'compare', run, count: isStatic ? 500 : 5000 });
    const parts = [];
    const rows = estimates(found);
    if (rows.length) parts.push(makeTable('The model', ['what', 'value'], rows));
    const metrics = measured(found);
    if (metrics.length) parts.push(makeTable('Its points, and what true points get', ['what', 'value', 'true points', 'p'], metrics));
    verdict.replaceChildren(...parts);
    announce(`${state.settings.B ? `${run} is` : 'The points are'} compared.${found.kl ? ` KL ${number(found.kl.value)} nats.` : ''}`);
  } catch (error) {
    verdict.textContent = '';
    if (!(error instanceof Lost)) mistake(error.message);
  }
  show();
}
judge.addEventListener('click', compare);

// A new training makes the old verdict wrong.
let judged = '';
on(['status'], () => {
  const now = runs().map((run) => state.status[run]?.step ?? 0).join();
  if (now !== judged) {
    judged = now;
    if (verdict.hasChildNodes() && isTraining()) verdict.replaceChildren();
  }
});
