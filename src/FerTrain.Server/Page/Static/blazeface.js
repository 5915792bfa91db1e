// Finds faces and their eyes with MediaPipe's BlazeFace, as the program does with --detector: the same input, the same blending of
// boxes, and the same square around a face.
import { cut, halfToEven, reduced, turned } from './pixels.js';

const numbers = 16; // of an anchor: the box, then six points, the right eye first and then the left one
const [rightEye, leftEye] = [4, 6];
const leastScore = 0.5;
const mostOverlap = 0.3;
const square = { scale: 1.2, shift: -0.1 }; // of the longer side of a box

// The centres of the anchors as fractions of the picture: row by row, in a fine grid and in a coarse one.
const anchors = [...grid(16, 2), ...grid(8, 6)];

function grid(places, anchorsOfPlace) {
  return Array.from({ length: places * places * anchorsOfPlace }, (_, index) => {
    const place = Math.floor(index / anchorsOfPlace);
    return [(place % places + 0.5) / places, (Math.floor(place / places) + 0.5) / places];
  });
}

export class FaceFinder {
  #session;
  #run;
  #side;

  // run: gives the outputs of a session for its input.
  constructor(session, side, run) {
    [this.#session, this.#side, this.#run] = [session, side, run];
  }

  // The faces of a picture from left to right, each with its square and the degrees by which its eyes are turned.
  async find(picture, leastSide) {
    const scale = Math.min(1, this.#side / Math.max(picture.width, picture.height));
    const searched = scale === 1 ? picture : reduced(picture, Math.trunc(Math.max(1, scale * picture.width)), Math.trunc(Math.max(1, scale * picture.height)));
    const outputs = Object.values(await this.#run(this.#session, input(searched, this.#side), [1, this.#side, this.#side, 3]));
    const [scores, boxes] = [joined(outputs, 1), joined(outputs, numbers)];
    const candidates = anchors.map((anchor, index) => ({ score: 1 / (1 + Math.exp(-scores[index])), anchor, index }))
      .filter(({ score }) => score >= leastScore)
      .sort((a, b) => b.score - a.score)
      .map(({ score, anchor, index }) => ({ score, values: this.#decoded(anchor, boxes.subarray(index * numbers, (index + 1) * numbers)) }));
    return blended(candidates).map(face => squareOf(face, scale, picture)).filter(({ box }) => box[2] >= leastSide)
      .sort((a, b) => a.box[0] - b.box[0] || a.box[1] - b.box[1] || a.box[2] - b.box[2]);
  }

  // The numbers of an anchor in pixels of the square.
  #decoded(anchor, values) {
    return Array.from(values, (value, index) => value + (index === 2 || index === 3 ? 0 : this.#side * anchor[index % 2]));
  }
}

// Cuts a face out of its picture, turned upright.
export const upright = (picture, { box, tilt }) => tilt === 0 ? cut(picture, box) : turned(picture, box, tilt);

// The picture in the upper left of a square, with values of -1 to 1; what it leaves of the square is black.
function input(picture, side) {
  const values = new Float32Array(side * side * 3).fill(-1);
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      const [from, to] = [4 * (y * picture.width + x), 3 * (y * side + x)];
      for (let channel = 0; channel < 3; channel++) values[to + channel] = Math.fround(picture.data[from + channel] / 127.5) - 1;
    }
  }
  return values;
}

// The outputs 1×N×width one after the other, those of the fine grid first.
function joined(outputs, width) {
  const parts = outputs.filter(output => output.dims[2] === width).sort((a, b) => b.dims[1] - a.dims[1]);
  const all = new Float32Array(anchors.length * width);
  let at = 0;
  for (const part of parts) {
    all.set(part.data, at);
    at += part.data.length;
  }
  return all;
}

// Boxes that overlap the best one become the mean of all of them, weighted by their scores.
function blended(sorted) {
  const faces = [];
  for (let rest = sorted; rest.length > 0;) {
    const same = rest.filter((other, index) => index === 0 || overlap(boxOf(rest[0].values), boxOf(other.values)) >= mostOverlap);
    const total = same.reduce((sum, { score }) => sum + score, 0);
    faces.push(rest[0].values.map((_, index) => same.reduce((sum, { score, values }) => sum + score * values[index], 0) / total));
    rest = rest.filter(one => !same.includes(one));
  }
  return faces;
}

const boxOf = ([x, y, width, height]) => [x - width / 2, y - height / 2, width, height];

export function overlap([leftA, topA, widthA, heightA], [leftB, topB, widthB, heightB]) {
  const width = Math.min(leftA + widthA, leftB + widthB) - Math.max(leftA, leftB);
  const height = Math.min(topA + heightA, topB + heightB) - Math.max(topA, topB);
  if (width <= 0 || height <= 0) return 0;
  return width * height / (widthA * heightA + widthB * heightB - width * height);
}

// The square from the forehead to the chin, inside the picture, by which the faces of FER2013 are cut.
function squareOf(face, scale, within) {
  const [x, y, width, height] = boxOf(face);
  const tilt = Math.atan2(face[leftEye + 1] - face[rightEye + 1], face[leftEye] - face[rightEye]);
  const longer = Math.max(width, height);
  const side = Math.max(1, Math.min(halfToEven(square.scale * longer / scale), within.width, within.height));
  // Below the centre of the box is along the face.
  const left = (x + width / 2 - square.shift * longer * Math.sin(tilt)) / scale - side / 2;
  const top = (y + height / 2 + square.shift * longer * Math.cos(tilt)) / scale - side / 2;
  const inside = (start, length) => Math.trunc(Math.max(0, Math.min(start, length - side)));
  return { box: [inside(left, within.width), inside(top, within.height), side, side], tilt: halfToEven(tilt * 180 / Math.PI * 10) / 10 };
}
