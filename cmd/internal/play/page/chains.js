// Twin chains: the same noise goes back to points through the exact denoiser and through the network. What both get wrong is the
// sampler's fault; the gap between them is the network's.

import { state, on, update, runs, timesteps } from './state.js';
import { ask, isStatic, Lost, latest } from './transport.js';
import { trained } from './panels.js';
import { isTraining } from './train.js';
import { setPlaying, isCalm } from './slider.js';
import { announce, mistake, number } from './say.js';
import { makeTable, whenOpen } from './table.js';
import { at } from './crowd.js';

const form = document.getElementById('chains');
const words = document.getElementById('chain-words');
const button = document.getElementById('run-chains');
const details = document.getElementById('chain-table');

// fill offers the samplers, and where their steps may end.
export function fill() {
  form.grid.replaceChildren(new Option('as usual', ''), ...state.hello.grids.map((grid) => new Option(grid)));
  form.sampler.replaceChildren(...state.hello.samplers.map((sampler) => new Option(sampler.name ?? sampler)));
  show();
}

// request returns what is asked of the engine for a run.
function request(run) {
  const { sampler, evals, grid, eta, count, seed, guidance } = state.sampling;
  return {
    do: 'chains', run, sampler, count, seed, snapshot: state.snapshot[run],
    ...(evals ? { evals } : {}), ...(grid ? { grid } : {}), ...(eta !== null && eta !== '' ? { eta } : {}),
    ...(state.label ? { class: state.label } : {}), ...(guidance && state.label ? { guidance } : {}),
  };
}

// twin runs the chains of all runs, and shows them.
export async function twin() {
  button.disabled = true;
  words.textContent = 'The chains run …';
  try {
    const paths = {};
    for (const run of runs()) paths[run] = kept(await ask(request(run)), false);
    update({ paths, layers: [...new Set([...state.layers, 'points'])] });
    say();
  } catch (error) {
    words.textContent = '';
    if (!(error instanceof Lost)) mistake(error.message);
  } finally {
    button.disabled = false;
  }
}

const kept = ({ levels, seconds, w2, arrays }, quick) => ({ levels, seconds, w2, exact: arrays.exact, learned: arrays.learned, quick });

function say() {
  const lines = runs().map((run) => {
    const paths = state.paths?.[run];
    if (!paths || paths.quick) return '';
    const name = state.settings.B ? `${run}: ` : '';
    if (!paths.learned) return `${name}The exact chain alone: nothing is learned yet.`;
    if (!paths.w2) return `${name}Both chains started from the same noise.`;
    const { exact, learned, floor } = paths.w2;
    return `${name}Distance from the truth (sliced W2): true points among themselves ${number(floor)}, the exact chain ${number(exact)}, the learned chain ${number(learned)}. ` +
      'What the exact chain gets wrong is the sampler’s fault; what the learned one adds is the network’s.';
  });
  words.textContent = lines.filter(Boolean).join(' ');
  if (words.textContent) announce(words.textContent);
}

button.addEventListener('click', async () => {
  await twin();
  if (state.paths && !isCalm()) {
    update({ t: timesteps() });
    setPlaying(true, -1);
  }
});
document.getElementById('forget-chains').addEventListener('click', () => update({ paths: null }));

form.addEventListener('change', () => {
  if (!form.reportValidity()) return;
  const value = (name) => (form[name].value === '' ? null : Number(form[name].value));
  update({ sampling: {
    sampler: form.sampler.value, evals: value('evals'), grid: form.grid.value, eta: value('eta'), count: value('count') ?? 300,
    seed: value('chain-seed') ?? 1, guidance: value('guidance') ?? 0,
  } });
});
form.addEventListener('submit', (event) => event.preventDefault());

function show() {
  const { sampler, evals, grid, eta, count, seed, guidance } = state.sampling;
  form.sampler.value = sampler;
  form.evals.value = evals ?? '';
  form.grid.value = grid ?? '';
  form.eta.value = eta ?? '';
  form.count.value = count;
  form['chain-seed'].value = seed;
  form.guidance.value = guidance;
  form.querySelector('.guidance').hidden = !state.label;
  document.getElementById('forget-chains').hidden = !state.paths || Object.values(state.paths).every(({ quick }) => quick);
  if (!state.paths) words.textContent = '';
  details.refill?.();
}
on(['sampling', 'label', 'paths', 'settings'], show);
on(['t'], () => details.refill?.());

whenOpen(details, () => {
  const paths = state.paths?.[state.active];
  if (!paths || paths.quick) return null;
  const exact = at(paths.exact, paths.levels, state.t);
  const learned = paths.learned && at(paths.learned, paths.levels, state.t);
  const some = Math.min(25, exact.length / 2);
  return makeTable(`The first ${some} points at t ${Math.round(state.t)}`, ['exact x', 'exact y', 'learned x', 'learned y'],
    Array.from({ length: some }, (_, i) => [exact[2 * i], exact[2 * i + 1], learned?.[2 * i], learned?.[2 * i + 1]]));
});

// While a network trains, a quick chain of few steps shows again and again what it has learned so far. When the training ends or pauses, one
// of twice as many steps shows the network as it is now.
const quickly = isStatic ? { evals: 8, count: 400 } : { evals: 16, count: 2000 };
const often = 1200; // milliseconds between two of them, or more if they take long
const share = 40; // one part of the time in so many is theirs
let asked = 0;
let cost = 0; // milliseconds that the last one took
let trains = false; // a network did, when its status came last

const glance = latest(async () => {
  const began = performance.now();
  const paths = {};
  for (const run of runs()) {
    if (!trained(run)) continue;
    const reply = await ask({ do: 'chains', run, sampler: 'dpmpp', evals: (isTraining() ? 1 : 2) * quickly.evals, count: quickly.count, seed: 1, snapshot: state.snapshot[run], class: state.label ?? undefined });
    paths[run] = kept(reply, true);
  }
  cost = performance.now() - began;
  const own = state.paths && Object.values(state.paths).some(({ quick }) => !quick);
  if (!own || isTraining()) update({ paths });
}, mistake);

on(['status'], () => {
  const now = performance.now();
  // Right after the first steps, and when a trained network is met, there are no points yet.
  const missing = runs().some((run) => trained(run) && !state.paths?.[run]?.learned);
  const due = missing ? now - asked > 300 + cost : isTraining() && now - asked > Math.max(often, share * cost);
  const ended = trains && !isTraining();
  trains = isTraining();
  if ((due || ended) && runs().some(trained) && !document.hidden) {
    asked = now;
    glance();
  }
});
on(['snapshot', 'label'], () => { if (runs().some(trained)) glance(); });
