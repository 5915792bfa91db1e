// Pixels as the program's OpenCV computes them, so that a face reaches the model with the same grey values.
// A picture is { data, width, height } with channels side by side: four (RGBA, as a canvas gives them) or one (grey).

const luma = [9798, 19235, 3735]; // of red, green and blue, as fractions of 2^15
const steps = 32; // from a pixel to the next one
const fineSteps = 1024; // before they are rounded to steps

export function grey({ data, width, height }) {
  const values = new Uint8Array(width * height);
  for (let pixel = 0, at = 0; pixel < values.length; pixel++, at += 4) values[pixel] = (luma[0] * data[at] + luma[1] * data[at + 1] + luma[2] * data[at + 2] + 16384) >> 15;
  return { data: values, width, height };
}

// Cuts a rectangle out of a picture of four channels.
export function cut(picture, [left, top, width, height]) {
  const data = new Uint8Array(4 * width * height);
  for (let row = 0; row < height; row++) {
    const start = 4 * ((top + row) * picture.width + left);
    data.set(picture.data.subarray(start, start + 4 * width), 4 * row * width);
  }
  return { data, width, height };
}

// Cuts it out turned by degrees around its middle. Places are counted in fractions of a pixel, as OpenCV counts them, and lie between
// four pixels; beyond the border, its pixels go on.
export function turned(picture, [left, top, width, height], degrees) {
  const [cos, sin] = [Math.cos(degrees * Math.PI / 180), Math.sin(degrees * Math.PI / 180)];
  const [middleX, middleY] = [left + (width - 1) / 2, top + (height - 1) / 2];
  const inverse = inverted([cos, sin, (1 - cos) * middleX - sin * middleY - left, -sin, cos, sin * middleX + (1 - cos) * middleY - top]);
  const fine = value => halfToEven(value * fineSteps);
  const data = new Uint8Array(4 * width * height);
  const inside = (place, length) => Math.max(0, Math.min(place, length - 1));
  for (let y = 0, at = 0; y < height; y++) {
    const startX = fine(inverse[1] * y + inverse[2]) + fineSteps / steps / 2;
    const startY = fine(inverse[4] * y + inverse[5]) + fineSteps / steps / 2;
    for (let x = 0; x < width; x++, at += 4) {
      const fromX = Math.floor((startX + fine(inverse[0] * x)) * steps / fineSteps);
      const fromY = Math.floor((startY + fine(inverse[3] * x)) * steps / fineSteps);
      const [floorX, floorY] = [Math.floor(fromX / steps), Math.floor(fromY / steps)];
      const [partX, partY] = [fromX - steps * floorX, fromY - steps * floorY];
      const [column, nextColumn] = [4 * inside(floorX, picture.width), 4 * inside(floorX + 1, picture.width)];
      const [row, nextRow] = [4 * picture.width * inside(floorY, picture.height), 4 * picture.width * inside(floorY + 1, picture.height)];
      for (let channel = 0; channel < 3; channel++) {
        const above = (steps - partX) * picture.data[row + column + channel] + partX * picture.data[row + nextColumn + channel];
        const below = (steps - partX) * picture.data[nextRow + column + channel] + partX * picture.data[nextRow + nextColumn + channel];
        data[at + channel] = ((steps - partY) * above + partY * below + steps * steps / 2) / (steps * steps);
      }
    }
  }
  return { data, width, height };
}

function inverted([a, b, c, d, e, f]) {
  const determinant = 1 / (a * e - b * d);
  const [toA, toB, toD, toE] = [e * determinant, -b * determinant, -d * determinant, a * determinant];
  return [toA, toB, -toA * c - toB * f, toD, toE, -toD * c - toE * f];
}

// Reduces a picture: each pixel is the mean of the area that it stands for.
export function reduced(picture, width, height) {
  const channels = picture.data.length / (picture.width * picture.height);
  const [factorX, factorY] = [picture.width / width, picture.height / height];
  const data = Number.isInteger(factorX) && Number.isInteger(factorY)
    ? ofWholePixels(picture, channels, width, height, factorX, factorY)
    : ofParts(picture, channels, width, height);
  return { data, width, height };
}

function ofWholePixels(picture, channels, width, height, factorX, factorY) {
  const data = new Uint8Array(width * height * channels);
  const part = Math.fround(1 / (factorX * factorY));
  const stride = picture.width * channels;
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < channels; channel++, to++) {
        let sum = 0;
        for (let row = 0; row < factorY; row++) {
          const start = (y * factorY + row) * stride + x * factorX * channels + channel;
          for (let column = 0; column < factorX; column++) sum += picture.data[start + column * channels];
        }
        data[to] = factorX === 2 && factorY === 2 ? (sum + 2) >> 2 : halfToEven(Math.fround(sum * part));
      }
    }
  }
  return data;
}

// In float32 and in OpenCV's order: along a row, then over the rows.
function ofParts(picture, channels, width, height) {
  const seen = Math.min(channels, 3); // without opacity
  const from = picture.data;
  const data = new Uint8Array(width * height * channels);
  const [columns, rows] = [parts(picture.width, width), parts(picture.height, height)];
  const { starts, places, weights } = columns;
  const [line, sum] = [new Float32Array(width * channels), new Float32Array(width * channels)];
  let lineOf = -1;
  for (let y = 0; y < height; y++) {
    sum.fill(0);
    for (let row = rows.starts[y]; row < rows.starts[y + 1]; row++) {
      if (rows.places[row] !== lineOf) { // which the row above may share
        lineOf = rows.places[row];
        const start = lineOf * picture.width * channels;
        for (let x = 0; x < width; x++) {
          for (let channel = 0; channel < seen; channel++) {
            let value = 0;
            for (let i = starts[x]; i < starts[x + 1]; i++) value = Math.fround(value + Math.fround(from[start + places[i] * channels + channel] * weights[i]));
            line[x * channels + channel] = value;
          }
        }
      }
      const weight = rows.weights[row];
      for (let i = 0; i < sum.length; i++) sum[i] += Math.fround(weight * line[i]);
    }
    for (let i = 0; i < sum.length; i++) data[y * sum.length + i] = halfToEven(sum[i]);
  }
  return data;
}

// The places of a line that each place of a shorter one covers, and how much of it each is; those of place i from starts[i] on.
function parts(length, shorter) {
  const scale = length / shorter;
  const least = 1e-3; // of a place, which counts
  const [starts, places, weights] = [[], [], []];
  for (let place = 0; place < shorter; place++) {
    const [start, end] = [place * scale, (place + 1) * scale];
    const covered = Math.min(scale, length - start);
    const last = Math.min(Math.floor(end), length - 1);
    const first = Math.min(Math.ceil(start), last);
    const add = (from, part) => {
      places.push(from);
      weights.push(part / covered);
    };
    starts.push(places.length);
    if (first - start > least) add(first - 1, first - start);
    for (let from = first; from < last; from++) add(from, 1);
    if (end - last > least) add(last, Math.min(end - last, 1, covered));
  }
  return { starts: Int32Array.of(...starts, places.length), places: Int32Array.from(places), weights: Float32Array.from(weights) };
}

export function halfToEven(value) {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
