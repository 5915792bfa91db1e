// The list of runs, which follows what happens in their folder.
import { ask } from './api.js';
import { byId, element, pause, say } from '../dom.js';

const secondsBetweenLooks = 4; // at least, and ten times what the server needs to look
const mostCompared = 12; // the server's limit
let shown = '';

const cell = (content, className = '') => element('td', { className }, content);
const score = (part, error) => part == null ? '–' : (100 * part).toFixed(2) + (error == null ? '' : ` ± ${(100 * error).toFixed(2)}`);

function row(run, isChosen) {
  const parts = run.name.split(/(?<=_)/).flatMap(part => [part, element('wbr')]); // lines break there
  const box = element('input', { type: 'checkbox', name: 'run', value: run.name, checked: isChosen, 'aria-label': `Compare ${run.name}` });
  return element('tr', {}, cell(box), cell(element('a', { href: `/runs/${encodeURIComponent(run.name)}` }, ...parts), 'run-name'), cell(run.state, run.state), cell(run.model ?? '?'),
    cell(score(run.test?.accuracy, run.test?.standard_error) + (run.test && run.test.split !== 'test' ? ` (${run.test.split})` : ''), 'number'), cell(score(run.test?.leak_free_accuracy), 'number'),
    cell(run.started_at ? new Date(run.started_at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' }) : '?'), cell((run.bytes / 2 ** 20).toFixed(1), 'number'));
}

// How to find the box or the link of a run again in rows that are made anew; null for anything else.
function selectorOf(active) {
  if (!byId('runs').contains(active)) return null;
  return active.name === 'run' ? `input[value="${CSS.escape(active.value)}"]` : `a[href="${CSS.escape(active.getAttribute('href'))}"]`;
}

function show({ folder, runs, left_out: leftOut }) {
  say('message', runs.length ? '' : `No run in ${folder}. A training that starts appears here.`);
  byId('comparison').hidden = runs.length === 0;
  const chosen = new Set([...document.querySelectorAll('input:checked')].map(box => box.value));
  const focused = selectorOf(document.activeElement);
  byId('runs').replaceChildren(...runs.map(run => row(run, chosen.has(run.name))));
  if (focused) document.querySelector(focused)?.focus({ preventScroll: true });
  byId('left-out').hidden = leftOut.length === 0;
  byId('left-out').textContent = `Left out, because they hold links, which could lead out of the folder: ${leftOut.join(', ')}`;
  choose();
}

function choose() {
  const chosen = document.querySelectorAll('input:checked').length;
  byId('compare').disabled = chosen < 2 || chosen > mostCompared;
}

byId('comparison').addEventListener('change', choose);
window.addEventListener('pageshow', choose); // a browser that comes back keeps what was chosen
for (;;) {
  const start = performance.now();
  try {
    const list = document.hidden && shown ? null : await ask('/api/runs');
    if (list && JSON.stringify(list) !== shown) show(list);
    shown = list ? JSON.stringify(list) : shown;
  } catch (error) {
    say('message', error.message);
    shown = 'gone';
  }
  await pause(Math.max(secondsBetweenLooks, (performance.now() - start) / 100));
}
