package signalbox.application.shared;

import java.util.UUID;

/**
 * Makes UUIDv7 (RFC 9562): unique, and ascending within a process even inside one millisecond.
 * Thread-safe.
 */
@FunctionalInterface
public interface IdGenerator {
  UUID next();
}
