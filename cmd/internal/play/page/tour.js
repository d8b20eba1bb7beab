// The guided tour: eight steps. Each sets the page up and says two sentences.

import { state, update, timesteps, logSNR } from './state.js';
import { setPlaying, isCalm } from './slider.js';
import { setTraining, isTraining } from './train.js';
import { twin } from './chains.js';
import { compare } from './compare.js';
import { trained } from './panels.js';
import { open } from './data.js';
import { announce } from './say.js';

const box = document.getElementById('tour');
const title = document.getElementById('tour-title');
const text = document.getElementById('tour-text');
const next = document.getElementById('tour-next');
const back = document.getElementById('tour-back');

// levelAt returns the time at which the log-SNR is nearest to a value.
function levelAt(value) {
  let best = 1;
  for (let t = 1; t <= timesteps(); t++) if (Math.abs(logSNR(t) - value) < Math.abs(logSNR(best) - value)) best = t;
  return best;
}

const plays = (direction) => { if (!isCalm()) setPlaying(true, direction); };
const view = (changes) => update({ panel: 'true', probe: null, ...changes });

const steps = [
  {
    title: 'A density',
    text: 'This is the swiss roll: where it is dark, points are likely. Its density is known exactly, at every place.',
    show: () => view({ t: 0, layers: ['density'] }),
  },
  {
    title: 'It spreads to equilibrium',
    text: 'A little noise is added at each step, so the density spreads like ink in water. In the end it is a Gaussian, whatever it was at first.',
    show: () => {
      view({ t: isCalm() ? timesteps() / 2 : 0, layers: ['density'] });
      plays(1);
    },
  },
  {
    title: 'Particles and heat',
    text: 'Each point takes a random walk, and all of them together are the density, as molecules are heat. The density obeys an equation, the points obey chance.',
    show: () => {
      view({ t: isCalm() ? timesteps() / 3 : 0, layers: ['density', 'points'] });
      plays(1);
    },
  },
  {
    title: 'What is forgotten, in nats',
    text: 'The picture called Probe shows where the marked point may have come from: with much noise, from nearly everywhere. How many nats xₜ still has about x₀ stands under the slider; move it and see them go.',
    about: 'probe',
    show: () => view({ t: levelAt(0), layers: ['density'], probe: [state.view[0] * 0.4 + state.view[1] * 0.6, state.view[2] * 0.4 + state.view[3] * 0.6] }),
  },
  {
    title: 'The same in one dimension',
    text: 'The curves along the edges are the densities of x alone and of y alone. Both become the bell curve, and small details go first.',
    show: () => {
      view({ t: isCalm() ? levelAt(2) : 0, layers: ['density', 'marginals'] });
      plays(1);
    },
  },
  {
    title: 'Noise undone in small steps',
    text: 'The arrows point to where the density rises; a point that follows them in small steps, from noise, ends on the roll. Here they are exact, because the density is.',
    show: async () => {
      view({ layers: ['score', 'points', 'paths'] });
      await twin();
      update({ t: isCalm() ? timesteps() / 3 : timesteps() });
      plays(-1);
    },
  },
  {
    title: 'A network learns the step',
    text: 'A network now learns to predict the noise at every place and level. The bars show how far it is from the best possible network: watch them fall.',
    about: 'excess-card',
    show: async () => {
      view({ panel: 'learned', t: levelAt(1), layers: ['density', 'score'], paths: null });
      if (!isTraining()) await setTraining(true);
    },
  },
  {
    title: 'New points',
    text: 'From the same noise, the exact chain and the learned chain walk to new points; the lines of the third panel show how far they end apart. Now draw a distribution of your own, and press Train.',
    show: async () => {
      await setTraining(false);
      view({ panel: 'learned', layers: ['density', 'points'] });
      await twin();
      update({ t: isCalm() ? 0 : timesteps() });
      plays(-1);
      if (trained('A')) compare();
    },
  },
];

let step = -1;

// begin opens the tour; it is about the swiss roll.
export async function begin() {
  if (state.source.data !== 'swissroll') await open({ data: 'swissroll' });
  update({ drawing: false });
  go(0);
}

// close ends the tour and leaves the page as it is.
export function close() {
  step = -1;
  box.hidden = true;
  setPlaying(false);
  document.getElementById('start-tour').focus();
}

function go(to) {
  step = to;
  setPlaying(false);
  const { title: name, text: words, about = 'look', show } = steps[step];
  box.hidden = false;
  title.textContent = `${step + 1} of ${steps.length}: ${name}`;
  text.textContent = words;
  back.disabled = step === 0;
  next.textContent = step === steps.length - 1 ? 'End' : 'Next';
  title.focus({ preventScroll: true });
  announce(`${title.textContent}. ${words}`);
  document.documentElement.dataset.tour = step + 1;
  show();
  requestAnimationFrame(() => reveal(document.getElementById(about)));
}

// reveal scrolls to what a step is about, if it does not stand in the window. The box stays at the top of the window, and the slider
// at its bottom.
function reveal(element) {
  const place = element.getBoundingClientRect();
  const [top, bottom] = [box.offsetHeight + 16, innerHeight - (innerWidth < 768 ? 170 : 140)];
  if (place.top < top || Math.min(place.bottom, place.top + innerWidth) > bottom) scrollBy({ top: place.top - top, behavior: 'instant' });
}

next.addEventListener('click', () => (step === steps.length - 1 ? close() : go(step + 1)));
back.addEventListener('click', () => go(step - 1));
document.getElementById('tour-close').addEventListener('click', close);
document.getElementById('start-tour').addEventListener('click', begin);

// isOpen says whether the tour is under way.
export const isOpen = () => step >= 0;
