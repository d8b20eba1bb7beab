// Words: a polite live region for those who listen, and notices for states that need a decision.

const live = document.getElementById('live');
const place = document.getElementById('notices');
let timer;

// announce says a line through the live region. Only the last of a quick series is said.
export function announce(text) {
  clearTimeout(timer);
  timer = setTimeout(() => { live.textContent = text; }, 250);
}

// notice shows a line with buttons until it is dismissed; a second notice of the same name replaces the first.
// buttons is a list of [label, what to do]. kind is "state" or "error".
export function notice(name, text, buttons = [], kind = 'state') {
  let box = place.querySelector(`[data-name="${name}"]`);
  if (!box) {
    box = document.createElement('div');
    box.dataset.name = name;
    place.append(box);
  }
  box.className = `notice ${kind}`;
  const line = document.createElement('p');
  line.textContent = text;
  const row = buttons.map(([label, act]) => {
    const button = document.createElement('button');
    button.textContent = label;
    button.addEventListener('click', act);
    return button;
  });
  box.replaceChildren(line, ...row);
}

// dismiss takes a notice away.
export function dismiss(name) {
  place.querySelector(`[data-name="${name}"]`)?.remove();
}

// mistake shows what the engine refused, with a button that closes it.
export function mistake(text) {
  notice('mistake', text, [['Close', () => dismiss('mistake')]], 'error');
}

// number returns a number as people read it: so many significant digits, a true minus sign, thousands grouped.
export function number(value, digits = 3) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e6)
    ? value.toExponential(digits - 1).replace(/e\+?(.*)/, (_, power) => `·10${superscript(power)}`)
    : Number(value.toPrecision(digits)).toLocaleString('en', { maximumFractionDigits: 8 });
  return text.replaceAll('-', '−');
}

// superscript returns a whole number in small raised digits.
export const superscript = (power) => String(power).replace(/./g, (c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[c]));

// fixed returns a number with so many digits behind its point, and a true minus sign.
export function fixed(value, digits) {
  if (!Number.isFinite(value)) return '–';
  return value.toFixed(digits).replace(/^-(?=0\.?0*$)/, '').replace('-', '−');
}

// count returns a whole number with its thousands grouped.
export const count = (value) => value.toLocaleString('en');
