// The layers of a panel, on a Canvas 2D: fields in colours, arrows, points, paths, marginals, and the probe's cross.

import { colourImage, ink } from './colours.js';

// Plane maps places of a view to pixels of a canvas, and back. Pixels are CSS pixels.
export class Plane {
  constructor(canvas, view) {
    this.canvas = canvas;
    this.view = view;
    this.size = canvas.clientWidth || 300;
    this.scale = [this.size / (view[1] - view[0]), this.size / (view[3] - view[2])]; // pixels a unit of x and of y
  }
  pixel([x, y]) {
    return [(x - this.view[0]) * this.scale[0], (this.view[3] - y) * this.scale[1]];
  }
  place([px, py]) {
    return [this.view[0] + px / this.scale[0], this.view[3] - py / this.scale[1]];
  }
}

// blank returns a context for a canvas of so many CSS pixels, empty, as sharp as the screen, and with nothing left of earlier settings.
export function blank(canvas, width, height) {
  const ratio = Math.min(devicePixelRatio || 1, 3);
  canvas.width = Math.round(width * ratio); // which also forgets the settings
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  context.scale(ratio, ratio);
  context.fillStyle = ink('page');
  context.fillRect(0, 0, width, height);
  return context;
}

// begin returns a context for a plane, empty and as sharp as the screen. The canvas keeps its memory from frame to frame.
export function begin(plane) {
  const { canvas, size } = plane;
  const ratio = Math.min(devicePixelRatio || 1, 3);
  const pixels = Math.round(size * ratio);
  if (canvas.width !== pixels || canvas.height !== pixels) canvas.width = canvas.height = pixels;
  const context = canvas.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.globalAlpha = 1;
  context.fillStyle = ink('page');
  context.fillRect(0, 0, size, size);
  return context;
}

// fieldLayer draws a field, shape (h, w), over the whole view; seen, if given, is how much is seen of each cell, from 0 to 1.
export function fieldLayer(context, plane, field, map, top, alpha = 1, seen = null) {
  context.globalAlpha = alpha;
  context.imageSmoothingEnabled = true;
  context.drawImage(colourImage(field, map, top, seen), 0, 0, plane.size, plane.size);
  context.globalAlpha = 1;
}

// arrowsLayer draws a field of arrows, shape (h, w, 2), one in the middle of each cell. An arrow of length 2, which noise rarely exceeds, fills its cell.
export function arrowsLayer(context, plane, field, colour) {
  const [h, w] = field.shape;
  const cell = plane.size / w;
  context.strokeStyle = colour;
  context.lineWidth = 1.25;
  context.beginPath();
  for (let row = 0; row < h; row++) {
    for (let column = 0; column < w; column++) {
      const [dx, dy] = [field[2 * (row * w + column)], -field[2 * (row * w + column) + 1]];
      const length = Math.hypot(dx, dy);
      if (!(length > 0.02)) continue;
      const stretch = 0.5 * cell * Math.min(1.6, length) / length;
      const [x, y] = [(column + 0.5) * cell, (row + 0.5) * plane.size / h];
      arrowPath(context, x - dx * stretch / 2, y - dy * stretch / 2, x + dx * stretch / 2, y + dy * stretch / 2, 3);
    }
  }
  context.stroke();
}

// arrowPath adds an arrow to the path, with a head of a size.
export function arrowPath(context, x0, y0, x1, y1, head) {
  const angle = Math.atan2(y1 - y0, x1 - x0);
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  for (const side of [-0.5, 0.5]) {
    context.moveTo(x1, y1);
    context.lineTo(x1 - head * Math.cos(angle + side), y1 - head * Math.sin(angle + side));
  }
}

// pointsLayer draws points, shape (n, 2).
export function pointsLayer(context, plane, points, colour, radius = 1.5, alpha = 0.75) {
  context.fillStyle = colour;
  context.globalAlpha = alpha;
  context.beginPath();
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = plane.pixel([points[i], points[i + 1]]);
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  context.fill();
  context.globalAlpha = 1;
}

// gapsLayer draws a line from each point to its twin.
export function gapsLayer(context, plane, from, to, colour) {
  context.strokeStyle = colour;
  context.globalAlpha = 0.7;
  context.lineWidth = 1;
  context.beginPath();
  for (let i = 0; i < from.length; i += 2) {
    context.moveTo(...plane.pixel([from[i], from[i + 1]]));
    context.lineTo(...plane.pixel([to[i], to[i + 1]]));
  }
  context.stroke();
  context.globalAlpha = 1;
}

// pathsLayer draws the ways of some points through a chain, shape (steps+1, count, 2), as far as they have come at t.
export function pathsLayer(context, plane, chain, times, t, some, colour) {
  const [, count] = chain.shape;
  const levels = times.filter((time) => time >= t).length;
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.globalAlpha = 0.55;
  context.beginPath();
  for (let i = 0; i < Math.min(some, count); i++) {
    for (let level = 0; level < levels; level++) {
      const at = 2 * (level * count + i);
      const [x, y] = plane.pixel([chain[at], chain[at + 1]]);
      if (level === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
  }
  context.stroke();
  context.globalAlpha = 1;
}

// marginalsLayer draws the density of x along the bottom and that of y along the left side: sums of the field over columns and rows.
export function marginalsLayer(context, plane, field, colour) {
  const [h, w] = field.shape;
  const x = new Float64Array(w);
  const y = new Float64Array(h);
  for (let row = 0; row < h; row++) {
    for (let column = 0; column < w; column++) {
      x[column] += field[row * w + column];
      y[row] += field[row * w + column];
    }
  }
  const reach = 0.22 * plane.size;
  context.strokeStyle = colour;
  context.fillStyle = colour;
  for (const [values, at] of [
    [x, (i, share) => [(i + 0.5) / w * plane.size, plane.size - reach * share]],
    [y, (i, share) => [reach * share, (i + 0.5) / h * plane.size]],
  ]) {
    const top = Math.max(...values) || 1;
    context.beginPath();
    context.moveTo(...at(-0.5, 0));
    values.forEach((value, i) => context.lineTo(...at(i, value / top)));
    context.lineTo(...at(values.length - 0.5, 0));
    context.globalAlpha = 0.25;
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 1.5;
    context.stroke();
  }
}

// crossLayer marks a place.
export function crossLayer(context, plane, place, colour = ink('text')) {
  const [x, y] = plane.pixel(place);
  for (const [width, stroke] of [[4, ink('page')], [1.75, colour]]) {
    context.lineWidth = width;
    context.strokeStyle = stroke;
    context.beginPath();
    context.arc(x, y, 6, 0, 2 * Math.PI);
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      context.moveTo(x + 6 * dx, y + 6 * dy);
      context.lineTo(x + 11 * dx, y + 11 * dy);
    }
    context.stroke();
  }
}

// arrowLayer draws one arrow between places, on an edge of the page's colour so that it is seen on any ground.
export function arrowLayer(context, plane, from, to, colour) {
  for (const [width, stroke] of [[5, ink('page')], [2.25, colour]]) {
    context.lineWidth = width;
    context.strokeStyle = stroke;
    context.beginPath();
    arrowPath(context, ...plane.pixel(from), ...plane.pixel(to), 9);
    context.stroke();
  }
}

// wordsLayer writes a line in the middle of an empty panel.
export function wordsLayer(context, plane, text) {
  context.fillStyle = ink('quiet');
  context.font = '15px system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(text, plane.size / 2, plane.size / 2);
}

// frameLayer draws ticks with numbers along the bottom and the left.
export function frameLayer(context, plane) {
  context.font = '11px system-ui, sans-serif';
  context.lineWidth = 1;
  const ground = ink('page');
  const write = (text, x, y) => {
    context.lineWidth = 3;
    context.strokeStyle = ground;
    context.strokeText(text, x, y);
    context.fillStyle = ink('quiet');
    context.fillText(text, x, y);
  };
  for (const axis of [0, 1]) {
    const [low, high] = [plane.view[2 * axis], plane.view[2 * axis + 1]];
    const step = niceStep((high - low) / 4);
    for (let i = Math.ceil(low / step); i * step <= high; i++) {
      const value = i * step;
      const text = String(Number(value.toPrecision(6))).replace('-', '−');
      const at = plane.pixel([value, value])[axis];
      if (at < 12 || at > plane.size - 12) continue;
      context.strokeStyle = ink('line');
      context.lineWidth = 1;
      context.beginPath();
      if (axis === 0) {
        context.moveTo(at, plane.size);
        context.lineTo(at, plane.size - 4);
      } else {
        context.moveTo(0, at);
        context.lineTo(4, at);
      }
      context.stroke();
      context.textAlign = axis === 0 ? 'center' : 'left';
      context.textBaseline = axis === 0 ? 'bottom' : 'middle';
      if (axis === 0) write(text, at, plane.size - 5);
      else write(text, 7, at);
    }
  }
}

// niceStep returns 1, 2 or 5 times a power of ten, not below a value.
export function niceStep(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5, 10].find((n) => n * power >= value) ?? 10);
}
