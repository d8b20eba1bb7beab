// The learned density, exactly, by the probability flow. It takes longer than a frame: so it is asked for by itself when nothing moves,
// and given up when something does.

import { state, runs, update } from './state.js';
import { ask, isStatic, Lost } from './transport.js';
import { mistake } from './say.js';

const cells = isStatic ? 40 : 64; // along a side
const rest = isStatic ? 700 : 250; // milliseconds without a change

// What is known, by run: {key, field}.
const known = {};
let timer;
let under; // way: what ends the request

// keyOf names all that a run's density depends on.
function keyOf(run) {
  const step = state.snapshot[run] ?? state.status[run]?.step;
  return JSON.stringify([state.t, step, state.view, state.label, state.source, state.settings[run]]);
}

// exactDensity returns the exact learned density of a run as it is shown now, or null if it is not known yet.
export function exactDensity(run) {
  return known[run]?.key === keyOf(run) ? known[run].field : null;
}

// seekDensities asks for the learned densities once nothing has moved for a while.
export function seekDensities() {
  clearTimeout(timer);
  under?.abort();
  timer = setTimeout(seek, rest);
}

async function seek() {
  for (const run of runs()) {
    const step = state.snapshot[run] ?? state.status[run]?.step ?? 0;
    if (step === 0 || state.status[run]?.state === 'training' || exactDensity(run) || document.hidden) continue;
    const key = keyOf(run);
    under = new AbortController();
    try {
      const { arrays } = await ask({
        do: 'frame', run, t: state.t, size: [cells, cells], view: state.view, layers: ['density'], panels: ['learned'],
        snapshot: state.snapshot[run], class: state.label ?? undefined, exact_density: true,
      }, undefined, under.signal);
      if (arrays['learned.density']) {
        known[run] = { key, field: arrays['learned.density'] };
        update({ densities: { ...state.densities, [run]: key } });
      }
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (!(error instanceof Lost)) mistake(error.message);
    }
  }
}
