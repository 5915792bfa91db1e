// Asks the server; what it refuses becomes an Error with its sentence.
import { pause } from '../dom.js';

const tries = 6;

export async function ask(path, request) {
  for (let attempt = 1; ; attempt++) {
    let response;
    try {
      response = await fetch(path, request);
    } catch {
      throw new Error('The server does not answer.');
    }
    const seconds = Number(response.headers.get('Retry-After'));
    if (seconds > 0 && attempt < tries) {
      await pause(seconds);
      continue;
    }
    const answer = await response.json().catch(() => null);
    if (response.ok && answer) return answer;
    throw new Error(answer?.error?.message ?? `The server answers with ${response.status}.`);
  }
}
