// Curves over the epochs, as SVG.
import { element } from '../dom.js';

const [width, height, left, right, top, bottom] = [window.matchMedia('(max-width: 46rem)').matches ? 360 : 560, 300, 58, 12, 34, 40]; // text keeps its size
const ticks = 5;

const svg = (tag, attributes, ...children) => {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

// series: [{ name, kind: 'train' | 'validation', values }], one value an epoch; best: the epoch of the best checkpoint.
export function lineChart(title, series, epochs, { best, format }) {
  const values = series.flatMap(line => line.values).filter(Number.isFinite);
  const [low, high] = padded(Math.min(...values), Math.max(...values));
  const last = Math.max(epochs.at(-1), 2);
  const x = epoch => left + (width - left - right) * (epoch - 1) / (last - 1);
  const y = value => height - bottom - (height - top - bottom) * (value - low) / (high - low);
  const chart = svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'line-chart', role: 'img', 'aria-label': description(title, series, format) });
  for (const value of round(low, high)) {
    chart.append(svg('line', { x1: left, x2: width - right, y1: y(value), y2: y(value), class: 'grid' }),
      svg('text', { x: left - 8, y: y(value) + 4, 'text-anchor': 'end' }, format(value)));
  }
  for (const epoch of round(1, last).filter(Number.isInteger)) chart.append(svg('text', { x: x(epoch), y: height - bottom + 20, 'text-anchor': 'middle' }, epoch));
  chart.append(svg('text', { x: width - right, y: height - 4, 'text-anchor': 'end' }, 'epoch'));
  series.forEach((line, index) => {
    const points = line.values.map((value, row) => [x(epochs[row]), y(value)]).filter(point => point.every(Number.isFinite));
    chart.append(svg('polyline', { class: line.kind, points: points.map(point => point.join(',')).join(' ') }));
    if (points.length === 1) chart.append(svg('circle', { class: line.kind, cx: points[0][0], cy: points[0][1], r: 3 }));
    chart.append(svg('line', { class: line.kind, x1: left + 170 * index, x2: left + 170 * index + 28, y1: 14, y2: 14 }), svg('text', { x: left + 170 * index + 34, y: 18 }, line.name));
    const bestRow = epochs.indexOf(best);
    if (line.kind === 'validation' && bestRow >= 0 && Number.isFinite(line.values[bestRow])) chart.append(svg('circle', { class: 'best', cx: x(best), cy: y(line.values[bestRow]), r: 6 }));
  });
  return element('figure', {}, chart, element('figcaption', {}, title));
}

const description = (title, series, format) => `${title} Now: ${series.map(line => `${line.name} ${format(line.values.at(-1))}`).join(', ')}.`;

const padded = (low, high) => low < high ? [low - 0.05 * (high - low), high + 0.05 * (high - low)] : [low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2];

// Round numbers between two.
function round(low, high) {
  const rough = (high - low) / ticks;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find(factor => factor * power >= rough);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}
