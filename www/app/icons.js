// The interface's few line icons, as SVG nodes. Decorative: the control that
// holds one carries the words.

import { s } from './dom.js';

const PATHS = {
  plus: ['M12 5v14', 'M5 12h14'],
  minus: ['M5 12h14'],
  close: ['M6 6l12 12', 'M18 6L6 18'],
  check: ['M5 12.5l4.5 4.5L19 7.5'],
  chevron: ['M9 5l7 7-7 7'],
  basket: ['M4 10h16l-1.6 9H5.6z', 'M8.5 10L11 4.5', 'M15.5 10L13 4.5'],
  download: ['M12 4v11', 'M7 11l5 5 5-5', 'M5 20h14'],
  trash: ['M5 7h14', 'M9 7V4.5h6V7', 'M7 7l.8 12.5h8.4L17 7'],
  clock: ['M12 7.5V12l3 2', 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17'],
  forward: ['M5 6l6 6-6 6', 'M13 6l6 6-6 6'],
};

export function icon(name) {
  return s('svg', { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' },
    PATHS[name].map((d) => s('path', { d })));
}
