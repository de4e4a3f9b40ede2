/** Counts frames, and those in which a row is missing, while something is done in each. */
export const frames = (action, milliseconds) => `new Promise((done) => {
  const grid = document.querySelector('[role=grid]').parentElement;
  const box = grid.getBoundingClientRect();
  const started = performance.now();
  let last = started, count = 0, worst = 0, blank = 0, position = 0;
  const frame = (now) => {
    count++;
    worst = Math.max(worst, now - last);
    last = now;
    for (const part of [0.2, 0.5, 0.8]) if (!document.elementFromPoint(box.left + 200, box.top + box.height * part)?.closest('[role=row]')) { blank++; break; }
    ${action}
    if (now - started < ${milliseconds}) requestAnimationFrame(frame);
    else done({ fps: Math.round(count / (now - started) * 1000), worst: Math.round(worst), blank, count, rows: grid.querySelector('[role=grid]').getAttribute('aria-rowcount') });
  };
  requestAnimationFrame(frame);
})`;

/** Types a filter, a key as soon as the page has shown the one before. */
export const typing = `new Promise((done) => {
  const field = document.querySelector('[data-filter-field]');
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
  const times = [];
  const text = 'actor:user-17 -table:public.orders risk>=high';
  let at = 0;
  field.focus();
  const press = () => {
    const before = performance.now();
    set.call(field, text.slice(0, ++at));
    field.dispatchEvent(new Event('input', { bubbles: true }));
    requestAnimationFrame(() => setTimeout(() => {
      times.push(performance.now() - before);
      if (at < text.length) press();
      else done({ worst: Math.round(Math.max(...times)), median: Math.round(times.sort((a, b) => a - b)[times.length >> 1]) });
    }));
  };
  press();
})`;
