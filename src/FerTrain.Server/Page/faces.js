// The page of faces: which model answers, a camera, and photographs.
import { ask } from './api.js';
import { Camera } from './camera.js';
import { byId, percent } from './dom.js';
import { Photographs } from './photographs.js';

try {
  const model = await ask('/api/model');
  const score = model.score ? `, right for ${percent(model.score.accuracy, 1)} ± ${(100 * model.score.standard_error).toFixed(1)} of the ${model.score.split} faces` : '';
  byId('model').textContent = `${model.name}: ${model.network}, ${model.classes.length} classes${score}`;
  byId('caution').textContent = model.caution ?? '';
  byId('caution').hidden = !model.caution;
  const colors = new Map(model.classes.map(({ name, color }) => [name, color]));
  new Camera(colors);
  new Photographs(colors, model.limits);
} catch (error) {
  byId('model').textContent = error.message;
}
