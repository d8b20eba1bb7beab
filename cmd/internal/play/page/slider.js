// The noise level: one slider for all panels, and how it plays.

import { state, on, update, timesteps, logSNR } from './state.js';
import { number, fixed } from './say.js';
import { informationAt } from './information.js';

const range = document.getElementById('time');
const play = document.getElementById('play');
const loop = document.getElementById('loop');
const speed = document.getElementById('speed');
const toward = document.getElementById('toward');
const words = document.getElementById('level');
const calm = matchMedia('(prefers-reduced-motion: reduce)');

const wholeWay = 8; // seconds from one end to the other at speed 1

let playing = false;
let last;

// levelWords returns what the slider says: "t 120 of 400, log-SNR −1.3".
export function levelWords(t = state.t) {
  const snr = logSNR(t);
  const text = t === 0 ? 'no noise' : `log-SNR ${fixed(snr, 1)}`;
  return `t ${Math.round(t)} of ${timesteps()}, ${text}`;
}

// isPlaying says whether the slider moves by itself.
export const isPlaying = () => playing;

// setPlaying starts or stops the slider; direction, if given, is 1 towards noise and −1 towards data.
export function setPlaying(to, direction) {
  if (direction) toward.value = String(direction);
  if (to && !playing) {
    last = undefined;
    const end = Number(toward.value) > 0 ? timesteps() : 0;
    if (Math.abs(state.t - end) < 0.5) update({ t: timesteps() - end });
    requestAnimationFrame(move);
  }
  playing = to;
  play.textContent = to ? 'Pause' : 'Play';
  play.setAttribute('aria-pressed', String(to));
}

// stepBy moves the slider by whole steps.
export function stepBy(steps) {
  setPlaying(false);
  update({ t: within(Math.round(state.t) + steps) });
}

const within = (t) => Math.max(0, Math.min(timesteps(), t));

function move(now) {
  if (!playing) return;
  const seconds = last === undefined ? 0 : Math.min(0.1, (now - last) / 1000);
  last = now;
  const T = timesteps();
  let t = state.t + Number(toward.value) * Number(speed.value) * seconds * T / wholeWay;
  if (t <= 0 || t >= T) {
    if (loop.checked) t = t <= 0 ? T : 0;
    else setPlaying(false);
  }
  update({ t: within(t) });
  if (playing) requestAnimationFrame(move);
}

function show() {
  range.max = timesteps();
  range.value = state.t;
  range.setAttribute('aria-valuetext', levelWords());
  words.textContent = levelWords();
  const nats = informationAt(state.t);
  document.getElementById('information').textContent = Number.isFinite(nats)
    ? `xₜ still has ${number(nats)} nats about x₀` : '';
}

range.addEventListener('input', () => {
  setPlaying(false);
  update({ t: Number(range.value) });
});
play.addEventListener('click', () => setPlaying(!playing));
document.getElementById('back').addEventListener('click', () => stepBy(-1));
document.getElementById('forward').addEventListener('click', () => stepBy(1));
calm.addEventListener('change', () => setPlaying(false));
document.addEventListener('visibilitychange', () => { last = undefined; });

on(['t', 'run', 'active', 'information'], show);

// isCalm says whether people asked for less motion: then nothing moves by itself until they press Play.
export const isCalm = () => calm.matches;
