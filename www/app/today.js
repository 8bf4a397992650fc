// The demo's calendar. The sample log ends on a fixed day, so 'today' is that
// day and not the visitor's; it can be moved on to watch the timeline change.

import { fromDay, toDay } from './format.js';
import { orderHistory } from './history.js';

const changes = new EventTarget();
let first = toDay(new Date().toISOString());
let offset = 0;

export const today = {
  startAt(iso) {
    if (iso) first = toDay(iso);
    // A kept order may lie later, when its shopper had moved the calendar on.
    const last = orderHistory.lastDate();
    offset = last ? Math.max(0, toDay(last) - first) : 0;
  },
  iso: () => fromDay(first + offset),
  day: () => first + offset,
  moved: () => offset,
  moveOn(days) {
    offset += days;
    changes.dispatchEvent(new Event('change'));
  },
  onChange: (listener, signal) => changes.addEventListener('change', listener, { signal }),
};
