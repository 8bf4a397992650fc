// The options of `recommend` that a merchandiser would try: set in the status
// panel, used by every list on the page.

const changes = new EventTarget();
const values = { scorer: 'weights', diversity: 0, repeat: 'exclude', fallback: 'popular' };

export const tuning = {
  get: () => ({ ...values }),
  set(name, value) {
    values[name] = value;
    changes.dispatchEvent(new Event('change'));
  },
  onChange: (listener, signal) => changes.addEventListener('change', listener, { signal }),
};
