// Colours of the figures: those of the report, which people with any kind of colour vision can tell apart, for light and for dark.

const night = matchMedia('(prefers-color-scheme: dark)');

// onColours calls a function when the page turns from light to dark or back.
export const onColours = (listener) => night.addEventListener('change', listener);

// The inks: what is true is vermillion, what is learned is blue, of the palette of Okabe and Ito; B, the second setting, is green.
const inks = {
  light: { true: '#d55e00', learned: '#0072b2', second: '#00795a', text: '#33373d', line: '#a0a0a0', grid: '#e4e4e4', page: '#ffffff', quiet: '#5d636d' },
  dark: { true: '#ff9346', learned: '#62bdf3', second: '#3fc79a', text: '#dcdbd7', line: '#6b717b', grid: '#2e323a', page: '#14161a', quiet: '#a3a8b1' },
};

// ink returns the colour of a name.
export const ink = (name) => inks[night.matches ? 'dark' : 'light'][name];

// From nothing to the highest value, in even steps of lightness: towards dark on a light page, towards light on a dark one.
const rising = {
  light: [[255, 255, 255], [164, 220, 181], [44, 156, 176], [45, 79, 158], [20, 11, 53]],
  dark: [[20, 22, 26], [45, 79, 158], [44, 156, 176], [164, 220, 181], [255, 255, 255]],
};

// From what only the truth has (vermillion) over equal to what only the learned density has (blue).
const signed = {
  light: [[160, 62, 0], [232, 150, 90], [255, 255, 255], [96, 168, 216], [0, 72, 130]],
  dark: [[255, 170, 100], [190, 90, 20], [20, 22, 26], [20, 100, 160], [120, 200, 255]],
};

// table returns 256 colours along stops.
function table(stops) {
  const colours = new Uint8ClampedArray(256 * 3);
  for (let i = 0; i < 256; i++) {
    const place = i / 255 * (stops.length - 1);
    const low = Math.min(Math.floor(place), stops.length - 2);
    for (let c = 0; c < 3; c++) colours[3 * i + c] = stops[low][c] + (place - low) * (stops[low + 1][c] - stops[low][c]);
  }
  return colours;
}

const tables = {
  rising: { light: table(rising.light), dark: table(rising.dark) },
  signed: { light: table(signed.light), dark: table(signed.dark) },
};

// highest returns the highest finite value of an array, or 1 if none is positive.
export function highest(values) {
  let top = 0;
  for (const value of values) if (value > top && value < Infinity) top = value;
  return top || 1;
}

// How a value becomes a share of the way along the colours. Both follow the square root, so that low values can be seen beside high ones.
const shares = {
  rising: (value, top) => Math.sqrt(Math.min(1, Math.max(0, value / top))),
  signed: (value, top) => 0.5 + 0.5 * Math.sign(value) * Math.sqrt(Math.min(1, Math.abs(value) / top)),
};

// colourImage returns a canvas of the size of a field, shape (h, w), in the colours of a map, "rising" or "signed", up to a top value.
// seen(i), if given, is how much is seen of cell i, from 0 to 1.
export function colourImage(field, map, top, seen = null) {
  const [h, w] = field.shape;
  const canvas = new OffscreenCanvas(w, h);
  const context = canvas.getContext('2d');
  const image = context.createImageData(w, h);
  const colours = tables[map][night.matches ? 'dark' : 'light'];
  const share = shares[map];
  for (let i = 0; i < w * h; i++) {
    const at = 3 * Math.round(255 * (share(field[i], top) || 0));
    image.data[4 * i] = colours[at];
    image.data[4 * i + 1] = colours[at + 1];
    image.data[4 * i + 2] = colours[at + 2];
    image.data[4 * i + 3] = seen ? 255 * seen(i) : 255;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

// colourBar draws a map's colours along a canvas, lowest left.
export function colourBar(canvas, map) {
  const field = new Float32Array(128);
  field.shape = [1, 128];
  for (let i = 0; i < 128; i++) {
    const share = map === 'signed' ? i / 63.5 - 1 : i / 127;
    field[i] = Math.sign(share) * share * share;
  }
  canvas.width = 128;
  canvas.height = 1;
  canvas.getContext('2d').drawImage(colourImage(field, map, 1), 0, 0);
}
