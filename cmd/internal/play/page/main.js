// The page: it meets the engine, takes in the link, and minds the states in which nothing answers or another tab goes on.

import { state, on, update, link, unlink } from './state.js';
import { ask, Lost, isStatic, watchConnection, setElsewhere } from './transport.js';
import { notice, dismiss, announce, mistake } from './say.js';
import * as data from './data.js';
import * as settings from './settings.js';
import * as chains from './chains.js';
import { look } from './train.js';
import { refresh } from './panels.js';
import { setPlaying, isCalm } from './slider.js';
import './curves.js';
import './bars.js';
import './draw.js';
import './probe.js';
import './compare.js';
import './keys.js';
import './export.js';

// Where the settings have room they are unfolded.
document.getElementById('settings-box').open = matchMedia('(min-width: 69rem)').matches;

// adopt goes on with what the engine holds already, and resets nothing.
async function adopt(current, { settings: asked, ...changes }) {
  update({ ...changes, ...(current.source.drawing ? { strokes: current.source.drawing.strokes } : {}) });
  data.adopt(current.source, current.open, changes.view);
  for (const run of ['A', 'B']) {
    // The engine keeps a second run whose comparison has ended; the link says whether it has.
    if (run === 'B' && asked && !asked.B) continue;
    if (current.runs[run]) settings.adoptSettings(run, current.runs[run]);
  }
  await look();
}

// openLink opens what the link asks for. The changes that the link makes to the settings are those of its runs.
async function openLink(found) {
  const { source = { data: 'swissroll' }, settings: asked, view, probe, label, ...rest } = found;
  update({ settings: asked ?? { A: {}, B: null }, ...rest });
  if (await data.open(source, { view })) update({ ...(probe ? { probe } : {}), ...(label ? { label } : {}), ...(rest.t ? { t: rest.t } : {}) });
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

async function start() {
  const found = unlink(location.hash);
  let hello;
  try {
    hello = await ask({ do: 'hello' });
  } catch (error) {
    if (!(error instanceof Lost)) mistake(error.message);
    return;
  }
  update({ hello });
  data.fill();
  settings.build();
  chains.fill();
  const { current } = hello;
  const { source, ...rest } = found;
  const asked = found.settings;
  if (!current) {
    await openLink(found);
  } else {
    await adopt(current, rest);
    const wanted = (source && !same(source, current.source)) || (asked && !same(asked.A, state.settings.A));
    if (wanted && (state.status.A?.step ?? 0) > 0) {
      notice('other', `The link is about something else than what is trained here (${current.open.data}).`, [
        ['Keep what is trained', () => dismiss('other')],
        ['Open the link', () => { dismiss('other'); openLink(found); }],
      ]);
    } else if (wanted) {
      await openLink(found);
    }
  }
  document.documentElement.dataset.ready = 'true';
  if (!('t' in found) && !isCalm()) setPlaying(true, 1);
}

// Somebody followed a link within the page, or changed the address.
addEventListener('hashchange', () => {
  if (location.hash !== link()) openLink(unlink(location.hash));
});

// The server went away, or it was started again and does not know this page.
let lost = null;
watchConnection((error) => {
  if (error && !lost) {
    lost = error;
    setPlaying(false);
    if (error.reason === 'stranger') {
      notice('connection', 'The server does not know this page: it was started again. Open the address that it printed. Your settings and drawing are in the link: copy what follows the # to the end of that address.',
        [['Copy it', () => navigator.clipboard.writeText(link())]], 'error');
    } else if (isStatic) {
      notice('connection', 'The engine stopped. Your settings and drawing are in the link.', [['Load the page again', () => location.reload()]], 'error');
    } else {
      notice('connection', 'The server does not answer. Settings and drawing are kept here; the page goes on when the server is back.', [], 'error');
      announce('The server does not answer.');
      setTimeout(retry, 1000);
    }
  } else if (!error && lost) {
    lost = null;
    dismiss('connection');
  }
});

async function retry() {
  let hello;
  try {
    hello = await ask({ do: 'hello' });
  } catch (error) {
    if (error instanceof Lost && error.reason === 'gone') setTimeout(retry, 1000);
    if (error instanceof Lost && error.reason === 'stranger') {
      lost = null;
      ask({ do: 'hello' }).catch(() => {});
    }
    return;
  }
  if (!state.hello) {
    start();
  } else if (hello.current) {
    announce('The server is back.');
    await adopt(hello.current, { settings: state.settings });
    refresh();
  } else {
    const steps = state.status.A?.step ?? 0;
    await data.open(state.source, { view: state.view, keepView: true });
    notice('back', `The server was started again. Data and settings are as they were${steps > 0 ? '; the network starts anew' : ''}.`, [['Close', () => dismiss('back')]]);
  }
}

// On a server there is one engine for all tabs. The tab that was opened last goes on; the others wait.
if (!isStatic) {
  const me = Math.random();
  const tabs = new BroadcastChannel('ddpm-playground');
  tabs.onmessage = ({ data: other }) => {
    if (other === me) return;
    setElsewhere(true);
    setPlaying(false);
    notice('elsewhere', 'You went on in another tab. Nothing is lost: what is trained goes on there.', [['Go on here', goOn]]);
    announce('You went on in another tab.');
  };
  const goOn = async () => {
    setElsewhere(false);
    tabs.postMessage(me);
    dismiss('elsewhere');
    try {
      const { current } = await ask({ do: 'hello' });
      if (current) await adopt(current, { settings: state.settings });
      else await data.open(state.source, { keepView: true });
      refresh();
    } catch (error) {
      if (!(error instanceof Lost)) mistake(error.message);
    }
  };
  tabs.postMessage(me);
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden && state.run.A) refresh();
});

on(['opened'], () => { document.documentElement.dataset.opened = state.opened.data; });
start();
