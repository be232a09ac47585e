import { useId } from 'react';

/** A word whose meaning is told under the pointer, on focus, and to screen readers. */
export function Defined({ word, definition }: { word: string; definition: string }) {
  const id = useId();
  return (
    <span className="defined">
      <button
        type="button"
        aria-describedby={id}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      >
        {word}
      </button>
      <span role="tooltip" id={id}>
        {definition}
      </span>
    </span>
  );
}
