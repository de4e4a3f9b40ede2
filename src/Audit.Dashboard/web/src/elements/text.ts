/** What a single line of the interface shows at the most; more is neither read nor laid out quickly. */
export const LINE_LIMIT = 400;

// Control characters, and those that reorder, hide or join text: shown as what they are, so that nothing reads as something else.
const UNSEEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

const CONTROL_PICTURES = 0x2400;

function visible(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(CONTROL_PICTURES + code);
  if (code === 0x7f) return '\u2421';
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/** Text written by others, with everything in sight. */
export function inert(text: string): string {
  return text.replace(UNSEEN, visible);
}

/** The same in one line, cut to a length. */
export function inertLine(text: string, limit = LINE_LIMIT): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return inert(cut.replace(/\s+/g, ' '));
}
