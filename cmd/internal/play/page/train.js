// Training: on and off, a step, back to a snapshot; and what the engine says about it.

import { state, on, update, ofRun, runs } from './state.js';
import { ask, latest, Lost } from './transport.js';
import { announce, notice, dismiss, mistake, number, count } from './say.js';

const button = document.getElementById('train');
const one = document.getElementById('step');
const past = document.getElementById('past');
const pastWords = document.getElementById('past-level');
const branch = document.getElementById('branch');
const branchRate = document.getElementById('branch-rate');
const progress = document.getElementById('progress');

const beat = 250; // milliseconds between questions while a network trains
const most = 3000; // rows of a curve that are kept, and as many times; then every other goes

// What was heard of each run: rows of the log, and [step, seconds] of training.
const histories = { A: fresh(), B: fresh() };

function fresh() {
  return { rows: [], times: [] };
}

// history returns the rows of a run's log: {rows: [[step, loss, target loss, irreducible, lr], …], times: [[step, seconds], …]}.
export const history = (run) => histories[run];

// isTraining says whether any network trains.
export const isTraining = () => runs().some((run) => state.status[run]?.state === 'training');

// forget drops what was heard of a run, whose training starts anew.
export function forget(run) {
  histories[run] = fresh();
  ofRun('snapshot', run, null);
  ofRun('status', run, null);
}

function heard(status) {
  const { rows, times } = histories[status.run];
  for (const row of status.rows ?? []) {
    if (rows.length === 0 || row[0] > rows.at(-1)[0]) rows.push(row);
  }
  if (times.length === 0 || status.step > times.at(-1)[0]) times.push([status.step, status.seconds]);
  histories[status.run] = { rows: thinned(rows), times: thinned(times) };
  const before = state.status[status.run]?.state;
  ofRun('status', status.run, status);
  if (before !== status.state) told(status, before);
}

// thinned returns a curve with every other row, if it has more than most.
function thinned(rows) {
  return rows.length > most ? rows.filter((_, i) => i % 2 === 0 || i === rows.length - 1) : rows;
}

// told says in words how a training has changed.
function told(status, before) {
  const name = state.settings.B ? `Training ${status.run}` : 'Training';
  if (status.state === 'diverged') {
    diverged(status);
    return;
  }
  if (status.state !== 'fresh') dismiss(`diverged-${status.run}`);
  if (status.state === 'done') announce(`${name} is done after ${count(status.step)} steps.`);
  if (status.state === 'paused' && before === 'training') announce(`${name} paused at step ${count(status.step)}.`);
  if (status.state === 'training') announce(`${name} runs.`);
}

// lastSound returns the last snapshot before which the loss had not begun to grow: it was at most twice its lowest mean so far.
function lastSound({ run, snapshots }) {
  const { rows } = histories[run];
  let [sound, least, before] = [snapshots[0] ?? 0, Infinity, 0];
  for (const snapshot of snapshots) {
    const losses = rows.filter(([step]) => step > before && step <= snapshot).map(([, loss]) => loss);
    before = snapshot;
    if (losses.length === 0) continue;
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    if (!(mean <= 2 * least)) break;
    least = Math.min(least, mean);
    sound = snapshot;
  }
  return sound;
}

// diverged says why a training diverged, and offers the last good snapshot with half the rate.
function diverged(status) {
  const good = lastSound(status);
  const rate = state.run[status.run]?.settings.lr / 2;
  const again = [`Go on from step ${count(good)} at half the rate, ${number(rate, 2)}`, () => rewind(status.run, good, rate)];
  notice(`diverged-${status.run}`, `The training diverged: ${status.why ?? 'its loss is no longer a number'}. Everything up to step ${count(good)} is kept.`, [again], 'error');
}

// How many orders were given and answered: an answer to a question from before an order is of no use after it.
let orders = 0;

const poll = latest(async () => {
  for (const run of runs()) {
    if (!state.run[run]) continue;
    const before = orders;
    const status = await ask({ do: 'status', run, since: histories[run].rows.at(-1)?.[0] ?? 0 });
    if (before === orders) heard(status); // else it may be older than what an order was answered
  }
}, mistake);

// look asks for the status now.
export const look = () => poll();

setInterval(() => {
  // Numbers of the present step, and the entropy of what was opened, may be on their way.
  const measuring = runs().some((run) => state.status[run]?.measuring) || state.opened?.exact && state.status.A?.entropy === null;
  if ((isTraining() || measuring) && !document.hidden) poll();
}, beat);
document.addEventListener('visibilitychange', async () => {
  if (document.hidden || !state.run.A) return;
  const trained = isTraining();
  await poll();
  if (trained) announce(`Training went on while this tab was hidden: step ${count(state.status[state.active].step)}.`);
});

// order sends a request that changes a training, and takes in its reply.
async function order(request) {
  orders++;
  try {
    const status = await ask(request);
    orders++;
    heard(status);
  } catch (error) {
    if (!(error instanceof Lost)) mistake(error.message);
  }
}

// setTraining starts or pauses the training of all runs there are.
export async function setTraining(to) {
  for (const run of runs()) {
    if (to && state.snapshot[run] !== null) ofRun('snapshot', run, null);
    if (to && ['done', 'diverged'].includes(state.status[run]?.state)) continue;
    await order({ do: 'train', run, on: to });
  }
}

// stepOnce trains one step and pauses.
export async function stepOnce() {
  for (const run of runs()) await order({ do: 'train', run, on: true, only: 1 });
  await poll();
  setTimeout(poll, 120);
}

// rewind goes back to a snapshot and trains on from there, with another learning rate if one is given.
export async function rewind(run, snapshot, lr) {
  const kept = histories[run];
  kept.rows = kept.rows.filter(([step]) => step <= snapshot);
  kept.times = kept.times.filter(([step]) => step <= snapshot);
  ofRun('snapshot', run, null);
  dismiss(`diverged-${run}`);
  await order({ do: 'rewind', run, snapshot, ...(lr > 0 ? { lr } : {}) });
  await setTraining(true);
}

button.addEventListener('click', () => setTraining(!isTraining()));
one.addEventListener('click', stepOnce);

// The slider of training time has the snapshots, and at its end the network as it is now.
const snapshots = () => state.status[state.active]?.snapshots ?? [];

past.addEventListener('input', () => {
  const step = snapshots()[past.value];
  ofRun('snapshot', state.active, step === undefined ? null : step);
});
branch.addEventListener('click', () => {
  const snapshot = state.snapshot[state.active];
  if (snapshot !== null) rewind(state.active, snapshot, Number(branchRate.value));
});

// pastBy moves the slider of training time by so many snapshots.
export function pastBy(steps) {
  past.value = Number(past.value) + steps;
  past.dispatchEvent(new Event('input'));
}

function show() {
  const status = state.status[state.active];
  const trains = isTraining();
  const over = runs().every((run) => state.status[run]?.state === 'done');
  button.textContent = trains ? 'Pause' : status?.step > 0 && !over ? 'Train on' : over ? 'Trained' : 'Train';
  const ready = Boolean(state.run[state.active]);
  button.disabled = !ready || over && !trains;
  one.disabled = !ready || trains || over;
  const all = snapshots();
  past.max = all.length;
  past.disabled = all.length === 0;
  const chosen = state.snapshot[state.active];
  past.value = chosen === null ? all.length : all.indexOf(chosen);
  const text = chosen === null ? `now${status ? `: step ${count(status.step)}` : ''}` : `step ${count(chosen)}`;
  past.setAttribute('aria-valuetext', text);
  pastWords.textContent = text;
  document.getElementById('branch-row').hidden = chosen === null;
  const branches = status?.branches ?? [];
  const words = document.getElementById('branches');
  words.hidden = branches.length === 0;
  words.textContent = branches.map(({ step, lr }) => `From step ${count(step)} on with learning rate ${number(lr)}.`).join(' ')
    + ' The command line has one rate only.';
  progress.max = status?.steps ?? 1;
  progress.value = status?.step ?? 0;
  const speed = trains && status?.per_second ? `, ${count(Math.round(status.per_second))} a second` : '';
  document.getElementById('progress-words').textContent = status
    ? `step ${count(status.step)} of ${count(status.steps)}${speed}` : 'not trained yet';
  document.title = trains && status ? `${Math.round(100 * status.step / status.steps)}% trained – ddpm` : 'ddpm: the playground';
}

on(['status', 'snapshot', 'active', 'settings', 'run'], show);
