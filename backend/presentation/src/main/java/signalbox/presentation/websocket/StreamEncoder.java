package signalbox.presentation.websocket;

import signalbox.application.event.StreamItem;
import signalbox.application.event.StreamState;

/** Gives items and states the shape of the contract. Thread-safe. */
public interface StreamEncoder {
  /** What JSON is to be made of an item. */
  Object item(StreamItem item);

  /** What JSON is to be made of a state. */
  Object state(StreamState state);
}
