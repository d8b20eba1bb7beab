// At most 256 colours for an animation: the most frequent ones of its frames.

const key = (data, i) => (data[i] >> 3) << 10 | (data[i + 1] >> 3) << 5 | data[i + 2] >> 3;

// palette returns the colours [[r, g, b], …] that are most frequent in images.
export function palette(images) {
  const counts = new Uint32Array(1 << 15);
  for (const { data } of images) for (let i = 0; i < data.length; i += 4) counts[key(data, i)]++;
  const used = [...counts.keys()].filter((k) => counts[k] > 0).sort((a, b) => counts[b] - counts[a]).slice(0, 256);
  return used.map((k) => [k >> 10, k >> 5 & 31, k & 31].map((five) => Math.round(five * 255 / 31)));
}

// indices returns for each pixel of an image the index of the nearest colour.
export function indices({ data }, colours) {
  const known = new Int16Array(1 << 15).fill(-1);
  const result = new Uint8Array(data.length / 4);
  for (let i = 0; i < result.length; i++) {
    const k = key(data, 4 * i);
    if (known[k] < 0) {
      let least = Infinity;
      colours.forEach(([r, g, b], c) => {
        const far = (r - data[4 * i]) ** 2 + (g - data[4 * i + 1]) ** 2 + (b - data[4 * i + 2]) ** 2;
        if (far < least) [least, known[k]] = [far, c];
      });
    }
    result[i] = known[k];
  }
  return result;
}
