// Tables: every figure has one behind it, filled when it is opened.

import { number } from './say.js';

// makeTable returns a table with a caption, a row of headings, and rows of numbers or texts.
export function makeTable(caption, headings, rows) {
  const table = document.createElement('table');
  table.createCaption().textContent = caption;
  const head = table.createTHead().insertRow();
  for (const heading of headings) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = heading;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    row.forEach((value) => { line.insertCell().textContent = typeof value === 'number' ? number(value) : value ?? '–'; });
  }
  return table;
}

// gridTable returns a table of a field over a view, at nine by nine places.
export function gridTable(field, view, what, n = 9) {
  const [h, w] = field.shape;
  const place = (i, low, high) => number(low + (i + 0.5) / n * (high - low));
  const rows = [];
  for (let row = 0; row < n; row++) {
    const values = [`y = ${place(row, view[3], view[2])}`];
    for (let column = 0; column < n; column++) {
      values.push(field[Math.floor((row + 0.5) / n * h) * w + Math.floor((column + 0.5) / n * w)]);
    }
    rows.push(values);
  }
  const headings = ['', ...Array.from({ length: n }, (_, i) => `x = ${place(i, view[0], view[1])}`)];
  return makeTable(what, headings, rows);
}

// whenOpen fills a details element with what make returns, when it is opened and, by its refill(), whenever what it shows has changed.
export function whenOpen(details, make) {
  const box = document.createElement('div');
  box.className = 'scroll';
  box.tabIndex = 0;
  details.append(box);
  details.refill = () => {
    if (!details.open) return;
    box.replaceChildren(make() ?? 'There is nothing here yet.');
  };
  details.addEventListener('toggle', details.refill);
}
