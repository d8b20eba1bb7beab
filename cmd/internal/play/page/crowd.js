// Many points: where those of a chain are at a noise level, and their density as a smoothed count.

// at returns the points of a chain, shape (steps+1, count, 2), at t between its levels, by linear interpolation: shape (count, 2).
export function at(chain, levels, t) {
  const [, count] = chain.shape;
  const size = 2 * count;
  const falling = levels[0] > levels[levels.length - 1];
  let high = levels.findIndex((level) => (falling ? level <= t : level >= t));
  if (high < 0) high = levels.length - 1;
  const low = Math.max(0, high - 1);
  const share = high === low ? 0 : (t - levels[low]) / (levels[high] - levels[low]);
  const points = new Float32Array(size);
  for (let i = 0; i < size; i++) points[i] = (1 - share) * chain[low * size + i] + share * chain[high * size + i];
  points.shape = [count, 2];
  return points;
}

// smoothed returns the density of points on a grid of n by n cells over a view, rows from the top: counts, blurred by a
// Gaussian that is wider for fewer points, as a density.
export function smoothed(points, view, n) {
  const counts = new Float32Array(n * n);
  const [cellX, cellY] = [(view[1] - view[0]) / n, (view[3] - view[2]) / n];
  const count = points.length / 2;
  for (let i = 0; i < points.length; i += 2) {
    const column = Math.floor((points[i] - view[0]) / cellX);
    const row = Math.floor((view[3] - points[i + 1]) / cellY);
    if (column >= 0 && column < n && row >= 0 && row < n) counts[row * n + column] += 1 / (count * cellX * cellY);
  }
  const width = 1.2 * (2000 / count) ** 0.25; // in cells
  const reach = Math.ceil(2.5 * width);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-0.5 * ((i - reach) / width) ** 2));
  const sum = weights.reduce((a, b) => a + b);
  const blur = (from, stride, across) => {
    const to = new Float32Array(n * n);
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < n; b++) {
        let value = 0;
        for (let k = -reach; k <= reach; k++) if (b + k >= 0 && b + k < n) value += weights[k + reach] * from[a * across + (b + k) * stride];
        to[a * across + b * stride] = value / sum;
      }
    }
    return to;
  };
  const field = blur(blur(counts, 1, n), n, 1);
  field.shape = [n, n];
  return field;
}
