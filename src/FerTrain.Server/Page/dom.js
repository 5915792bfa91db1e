// Elements, made without any markup in text, so that no name or message is ever read as HTML.

export const byId = id => document.getElementById(id);

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

// Writes a message in an element that is read aloud, once: the same text again would be announced again.
export function say(id, text) {
  const target = byId(id);
  if (target.textContent !== text) target.textContent = text;
}

export const percent = (part, digits = 0) => `${(100 * part).toFixed(digits)}\u00a0%`; // never broken into two lines

export const counted = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;

export const pause = seconds => new Promise(resolve => setTimeout(resolve, 1000 * seconds));
