package signalbox.domain.run;

import java.util.Locale;
import java.util.Optional;

/** Which of a run's values of a metric is meant. The lower-case name is the public word. */
public enum MetricAggregate {
  LAST,
  MIN,
  MAX,
  MEAN;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<MetricAggregate> ofWord(String word) {
    for (MetricAggregate aggregate : values()) {
      if (aggregate.word().equals(word)) {
        return Optional.of(aggregate);
      }
    }
    return Optional.empty();
  }
}
