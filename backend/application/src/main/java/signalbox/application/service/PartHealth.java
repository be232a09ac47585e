package signalbox.application.service;

import org.jspecify.annotations.Nullable;

/**
 * How one part is that the backend depends on.
 *
 * @param detail a plain sentence; null when there is nothing to say
 */
public record PartHealth(String name, State state, @Nullable String detail) {

  /** The lower-case name is the public word. */
  public enum State {
    UP,
    /** It works, but not fully. */
    DEGRADED,
    DOWN
  }
}
