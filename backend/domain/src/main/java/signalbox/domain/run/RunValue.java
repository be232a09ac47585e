package signalbox.domain.run;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/** What a field is compared with. */
public sealed interface RunValue {
  /** A word, a name, a truth value. */
  record Text(String text) implements RunValue {}

  /** A finite number. */
  record Numeric(double number) implements RunValue {}

  /** A whole day in UTC. */
  record Day(LocalDate day) implements RunValue {}

  /** A point of time. */
  record At(Instant time) implements RunValue {}

  /** A point of time so long before now. */
  record Ago(Duration before) implements RunValue {}

  /** A length of time. */
  record Span(Duration length) implements RunValue {}
}
