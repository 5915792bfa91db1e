// Follows faces from frame to frame by their overlap, and smooths the probabilities of each, as the program does for its cameras.
import { overlap } from './blazeface.js';

const smoothing = 0.3; // seconds after which a frame has 1/e of the weight of a new one
const leastOverlap = 0.3;
const longestGap = 0.5; // seconds in which a face may be missed

export class FaceTracker {
  #tracks = [];

  // time: seconds, at least those of the frame before.
  smooth(faces, time) {
    const known = this.#tracks.filter(track => time - track.seen <= longestGap);
    const before = matches(faces, known);
    const smoothed = faces.map((face, index) => before[index] ? blend(before[index], face, time) : face);
    this.#tracks = [...known.filter(track => !before.includes(track)), ...smoothed.map(face => ({ face, seen: time }))];
    return smoothed;
  }
}

// The track of each face, if it has one; the pairs with the largest overlap are matched first.
function matches(faces, tracks) {
  const found = new Array(faces.length);
  const pairs = faces.flatMap((face, index) => tracks.map(track => ({ index, track, overlap: overlap(face.box, track.face.box) })));
  for (const { index, track } of pairs.filter(pair => pair.overlap >= leastOverlap).sort((a, b) => b.overlap - a.overlap)) {
    if (!found[index] && !found.includes(track)) found[index] = track;
  }
  return found;
}

function blend(track, face, time) {
  const weight = Math.exp(-(time - track.seen) / smoothing);
  return { ...face, probabilities: face.probabilities.map((next, index) => weight * track.face.probabilities[index] + (1 - weight) * next) };
}
