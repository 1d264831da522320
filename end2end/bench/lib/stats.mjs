// What samples come to.

/** The middle one; of an even number the lower of the two. */
export const median = (samples) => percentile(samples, 50);

/** The smallest sample that at least `percent` of them do not exceed. */
export function percentile(samples, percent) {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}
