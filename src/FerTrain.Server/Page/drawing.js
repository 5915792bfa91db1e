// Boxes and labels on a picture, and the same in words with a bar for each class.
import { counted, element, percent } from './dom.js';

const labelSize = 15;

// Draws a picture or a frame of a video on a canvas, smaller where its longer side is above a number of pixels.
export function copy(picture, longest, canvas = element('canvas')) {
  const [width, height] = [picture.videoWidth ?? picture.width, picture.videoHeight ?? picture.height];
  const scale = Math.min(1, longest / Math.max(width, height));
  return draw(picture, [scale * width, scale * height], canvas);
}

// Draws a picture on a canvas of this size in pixels, rounded.
export function draw(picture, size, canvas, smoothing = 'low') {
  [canvas.width, canvas.height] = size.map(side => Math.max(1, Math.round(side)));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.imageSmoothingQuality = smoothing;
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// Draws the faces of an image that is `width` pixels wide in the classifier's eyes, over the whole canvas.
export function drawFaces(canvas, faces, width, colors, { mirrored = false, pixelRatio = 1 } = {}) {
  const context = canvas.getContext('2d');
  const scale = canvas.width / width;
  context.lineWidth = 3 * pixelRatio;
  context.font = `600 ${labelSize * pixelRatio}px system-ui, sans-serif`;
  context.textBaseline = 'middle';
  for (const face of faces) {
    const [left, top, boxWidth, boxHeight] = face.box.map(side => side * scale);
    const x = mirrored ? canvas.width - left - boxWidth : left;
    const color = colors.get(face.label) ?? '#bbbbbb';
    context.strokeStyle = color;
    context.strokeRect(x, top, boxWidth, boxHeight);
    drawLabel(context, labelOf(face), x, top, color, pixelRatio);
  }
}

function drawLabel(context, text, x, top, color, pixelRatio) {
  const height = (labelSize + 9) * pixelRatio;
  const width = context.measureText(text).width + 12 * pixelRatio;
  const left = Math.max(0, Math.min(x, context.canvas.width - width));
  const above = Math.max(0, top - height);
  context.fillStyle = color;
  context.fillRect(left, above, width, height);
  context.fillStyle = isLight(color) ? '#000000' : '#ffffff';
  context.fillText(text, left + 6 * pixelRatio, above + height / 2);
}

// Whether black is read better on a colour than white (WCAG 2.2, relative luminance).
function isLight(color) {
  const [red, green, blue] = [1, 3, 5].map(at => parseInt(color.slice(at, at + 2), 16) / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179;
}

const labelOf = face => `${face.label} ${percent(face.probabilities[face.label] ?? 0)}`;

// Says in a sentence what an image shows.
export const sentence = faces => faces.length === 0 ? 'No face found' : `${counted(faces.length, 'face')}: ${faces.map(face => face.label).join(', ')}`;

// Shows the group mood and the bars of each face in an element, whose parts it keeps from one answer to the next.
export function showFaces(target, image, colors) {
  const parts = [];
  if (image.faces.length === 0) parts.push(element('p', {}, 'No face found'));
  if (image.group && image.faces.length > 1) parts.push(groupMood(target.querySelector('.group'), image.group));
  image.faces.forEach((face, index) => parts.push(faceBars(target.querySelectorAll('.face')[index], face, index, colors)));
  // What stays is not put in again: that would end a selection in it, and the movement of the bars.
  if (parts.length !== target.children.length || parts.some((part, index) => part !== target.children[index])) target.replaceChildren(...parts);
}

function groupMood(old, group) {
  const moods = ['positive', 'neutral', 'negative'];
  const shown = old ?? element('div', { className: 'group' },
    element('h3'), element('div', { className: 'group-bar', 'aria-hidden': 'true' }, ...moods.map(() => element('span'))), element('p', { className: 'soft' }));
  const [heading, bar, numbers] = shown.children;
  heading.textContent = `Group: ${group.label}`;
  moods.forEach((mood, index) => {
    bar.children[index].style.setProperty('--part', group[mood]);
    bar.children[index].style.setProperty('--color', `var(--${mood})`);
  });
  numbers.textContent = moods.map(mood => `${mood} ${percent(group[mood])}`).join(', ');
  return shown;
}

function faceBars(old, face, index, colors) {
  const names = [...colors.keys()];
  const shown = old ?? element('div', { className: 'face' }, element('h3'), element('dl', { className: 'bars' },
    ...names.map(name => element('div', {}, element('dt', {}, name), element('dd', { className: 'bar', 'aria-hidden': 'true' }), element('dd')))));
  shown.firstChild.textContent = `Face ${index + 1}: ${labelOf(face)}`;
  names.forEach((name, row) => {
    const [, bar, number] = shown.lastChild.children[row].children;
    bar.style.setProperty('--part', face.probabilities[name]);
    bar.style.setProperty('--color', colors.get(name));
    number.textContent = percent(face.probabilities[name]);
  });
  return shown;
}
