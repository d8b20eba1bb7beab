// What x_t still says about x_0, in nats. The engine is asked for one level at a time, after all that is more urgent.

import { state, on, update, logSNR } from './state.js';
import { ask, latest } from './transport.js';
import { isTraining } from './train.js';
import { mistake } from './say.js';

const levels = 17;
const pause = 60; // milliseconds between two questions

let now = ''; // what the table is of

const fill = latest(async (wanted) => {
  const T = state.run.A.timesteps;
  const times = [...new Set(Array.from({ length: levels }, (_, i) => Math.max(1, Math.round(i / (levels - 1) * T))))];
  const table = [];
  for (const t of times) {
    while (document.hidden) await sleep(500);
    if (now !== wanted) return;
    const { information } = await ask({ do: 'information', t });
    if (now !== wanted || information === null) return;
    table.push([t, information]);
    update({ information: [...table] });
    await sleep(isTraining() ? 10 * pause : pause);
  }
}, mistake);

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// informationAt returns the nats at t, between the levels that are known, by interpolation in log-SNR; or NaN.
export function informationAt(t) {
  const table = state.information;
  if (!table?.length || t < table[0][0] || t > table.at(-1)[0]) return NaN;
  const high = table.findIndex(([level]) => level >= t);
  if (table[high][0] === t) return table[high][1];
  const [[t0, low], [t1, next]] = [table[high - 1], table[high]];
  const share = (logSNR(t, 'A') - logSNR(t0, 'A')) / (logSNR(t1, 'A') - logSNR(t0, 'A'));
  return low + share * (next - low);
}

on(['run', 'opened'], () => {
  if (!state.run.A || !state.opened) return;
  const { schedule, timesteps } = state.run.A.settings;
  const wanted = JSON.stringify([state.source, schedule, timesteps]);
  if (wanted === now) return;
  now = wanted;
  update({ information: null });
  if (state.opened.exact && !state.drawing) fill(wanted);
});
on(['drawing'], () => { now = state.drawing ? '' : now; });
