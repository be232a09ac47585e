package signalbox.application.link;

import java.util.Optional;
import signalbox.domain.identity.UserId;

/** Paths of the web application under short names. Thread-safe. */
public interface ShortLinks {
  Optional<String> find(String id);

  /** Stores a path unless the id is known, and answers the path that has the id. */
  String claim(String id, String path, UserId user);
}
