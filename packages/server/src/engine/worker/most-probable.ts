/** The most probable token, the first of equals; −1 when none is possible. */
export function mostProbable(logits: Float32Array): number {
  let best = -1;
  let highest = -Infinity;
  for (let token = 0; token < logits.length; token++) {
    if (logits[token]! > highest) {
      highest = logits[token]!;
      best = token;
    }
  }
  return best;
}

/**
 * Writes the places of the highest logits into `places`, in the order of the places; of equals the first ones. Returns
 * how many they are: fewer than asked for when no more are possible.
 */
export function mostProbablePlaces(logits: Float32Array, count: number, places: Int32Array): number {
  let size = 0;
  /** Whether the one goes before the other does. */
  const isLess = (one: number, other: number): boolean =>
    logits[one]! < logits[other]! || (logits[one] === logits[other] && one > other);
  // A heap: the one to go next is at 0, and none goes before the one above it.
  const rise = (place: number): void => {
    let at = size++;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isLess(place, places[above]!)) break;
      places[at] = places[above]!;
      at = above;
    }
    places[at] = place;
  };
  const replaceFirst = (place: number): void => {
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= size) break;
      if (below + 1 < size && isLess(places[below + 1]!, places[below]!)) below++;
      if (!isLess(places[below]!, place)) break;
      places[at] = places[below]!;
      at = below;
    }
    places[at] = place;
  };
  let threshold = -Infinity;
  for (let place = 0; place < logits.length; place++) {
    if (!(logits[place]! > threshold)) continue;
    if (size < count) rise(place);
    else replaceFirst(place);
    if (size === count) threshold = logits[places[0]!]!;
  }
  places.subarray(0, size).sort();
  return size;
}
