/**
 * Does the work at once, or after the press that is under way. A press takes the focus from the field before, and must land where it
 * was aimed: an error that appears in between would move its target away from under the pointer.
 */
export function afterPress(work: () => void): void {
  if (!document.querySelector(':active')) {
    work();
    return;
  }
  const over = new AbortController();
  const end = () => {
    over.abort();
    // The click comes after the pointer is up.
    setTimeout(work);
  };
  for (const name of ['pointerup', 'pointercancel']) {
    window.addEventListener(name, end, { capture: true, signal: over.signal });
  }
}
