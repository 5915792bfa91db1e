// The page of a run: its curves, which grow while it trains, its scores, figures and files.
import { ask } from './api.js';
import { lineChart } from './chart.js';
import { byId, counted, element, percent } from '../dom.js';

const name = decodeURIComponent(location.pathname.split('/')[2]);
const address = `/api/runs/${encodeURIComponent(name)}`;
const fileAddress = path => `/runs/${encodeURIComponent(name)}/files/${path.split('/').map(encodeURIComponent).join('/')}`;
const shownFiles = /\.(html|png|svg|csv|json|txt|yaml)$/;

byId('name').textContent = name;
document.title = `${name} – FerTrain`;

function fill(id, content) {
  const target = byId(id);
  target.replaceChildren(...content);
  target.parentElement.hidden = content.length === 0;
}

let shownState = null;

function showDetail({ overview, config, confusion, figures, files, commands, cautions }) {
  shownState = overview.state;
  byId('state').textContent = `${overview.state}: ${overview.model ?? '?'}, ${overview.started_at ? `started ${new Date(overview.started_at).toLocaleString()}` : ''}`;
  const { test } = overview;
  byId('score').hidden = !test;
  if (test) {
    const leakFree = test.leak_free_accuracy == null ? '' : `, ${percent(test.leak_free_accuracy, 2)} leak-free`;
    byId('score').replaceChildren(percent(test.accuracy, 2), element('small', {}, ` ± ${percent(test.standard_error, 2)} on ${counted(test.samples, 'face')} (${test.split})${leakFree}`));
  }
  byId('cautions').hidden = cautions.length === 0;
  byId('cautions').replaceChildren(...cautions.map(text => element('li', {}, text)));
  byId('report').hidden = !files.includes('report.html');
  byId('report').querySelector('a').href = fileAddress('report.html');
  fill('confusions', confusion ? [confusionTable(confusion)] : []);
  fill('figures', figures.map(figure => element('figure', { className: figure.shows_faces ? 'photographs' : 'chart' },
    element('img', { src: fileAddress(figure.path), alt: figure.caption, loading: 'lazy' }), element('figcaption', {}, figure.caption))));
  fill('settings', [Object.entries(config).map(([key, value]) => `${key}=${value}`).join('\n')].filter(Boolean));
  fill('commands', [commands.join('\n')].filter(Boolean));
  fill('files', files.map(path => element('li', {}, shownFiles.test(path) ? element('a', { href: fileAddress(path) }, path) : path)));
}

// Its shades say how many faces of a true class are taken for a class.
function confusionTable({ split, classes, counts, places }) {
  const row = (truth, name) => element('tr', {}, element('th', { scope: 'row' }, name), ...counts[truth].map((count, predicted) => {
    const place = places[truth][predicted];
    const label = `${counted(count, 'face')} of ${name}, ${truth === predicted ? 'right' : `taken for ${classes[predicted]}`}`;
    const cell = element('td', { className: 'number' }, place ? element('a', { href: `${fileAddress('report.html')}#${place}`, 'aria-label': label }, count) : count);
    cell.style.setProperty('--part', count / Math.max(1, counts[truth].reduce((sum, one) => sum + one, 0)));
    return cell;
  }));
  const opens = places.flat().some(place => place) ? '; a number opens its faces in the report' : '';
  return element('table', { className: 'confusions' },
    element('caption', {}, `Number of ${split} faces by true class (rows) and predicted class (columns)${opens}.`),
    element('thead', {}, element('tr', {}, ...['true \\ predicted', ...classes].map((name, column) => element('th', { scope: 'col', className: column ? 'number' : '' }, name)))),
    element('tbody', {}, ...classes.map((name, truth) => row(truth, name))));
}

function showProgress({ state, epochs, planned, best }) {
  const last = epochs.at(-1);
  const of = planned ? ` of ${planned}` : '';
  byId('progress').textContent = !last ? 'No epoch has ended yet.' : `${counted(last.epoch, 'epoch')}${of}${best ? `, the best is ${best}` : ''}; ${last.images_per_second.toFixed(0)} images a second${state === 'training' ? '. It trains now, and this page follows.' : '.'}`;
  if (!last) return;
  const numbers = epochs.map(epoch => epoch.epoch);
  const pair = key => [{ name: 'training', kind: 'train', values: epochs.map(epoch => Number(epoch[`train_${key}`])) }, { name: 'validation', kind: 'validation', values: epochs.map(epoch => Number(epoch[`val_${key}`])) }];
  byId('curves').replaceChildren(
    lineChart('Accuracy by epoch; the circle marks the best checkpoint.', pair('accuracy'), numbers, { best, format: value => percent(value, 1) }),
    lineChart('Loss by epoch.', pair('loss'), numbers, { best, format: value => value.toFixed(2) }),
    lineChart('Learning rate by epoch.', [{ name: 'learning rate', kind: 'train', values: epochs.map(epoch => Number(epoch.learning_rate)) }], numbers, { best, format: value => value.toExponential(1) }));
  const keys = Object.keys(last);
  const [head, body] = byId('numbers').querySelectorAll('thead, tbody');
  head.replaceChildren(element('tr', {}, ...keys.map(key => element('th', { scope: 'col', className: 'number' }, key.replaceAll('_', ' ')))));
  body.replaceChildren(...epochs.map(epoch => element('tr', {}, ...keys.map(key => element('td', { className: 'number' }, epoch[key] == null ? '' : shortened(Number(epoch[key])))))));
  byId('numbers').hidden = false;
}

const shortened = number => String(Number.isInteger(number) ? number : Number(number.toPrecision(5)));

async function load() {
  try {
    showDetail(await ask(address));
    return true;
  } catch (error) {
    byId('state').textContent = error.message;
    return false;
  }
}

let events = null;
let isOver = false;

// A page that nobody sees holds no connection: a browser has six to a server.
function follow() {
  if (document.hidden) events?.close();
  if (document.hidden || isOver || (events && events.readyState !== EventSource.CLOSED)) return;
  events = new EventSource(`${address}/events`);
  events.addEventListener('progress', event => {
    const progress = JSON.parse(event.data);
    showProgress(progress);
    if (progress.state !== shownState) load();
    isOver = progress.state !== 'training';
    if (isOver) events.close(); // or the browser would ask again and again
  });
  events.addEventListener('error', () => {
    byId('progress').textContent = events.readyState === EventSource.CLOSED ? 'The run is no longer followed: load the page again.' : 'The server does not answer; this page asks it again.';
  });
}

if (await load()) {
  document.addEventListener('visibilitychange', follow);
  follow();
}
