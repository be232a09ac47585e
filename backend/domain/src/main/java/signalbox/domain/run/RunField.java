package signalbox.domain.run;

import java.util.Locale;
import java.util.Optional;

/** Something of a run that can be compared, sorted by or shown. */
public sealed interface RunField {

  /** As filters, sort orders and columns write it; {@link RunFilterParser#field} reads it. */
  String text();

  /** What every run has, or may have. The lower-case name is the public word. */
  enum Attribute implements RunField {
    STATUS(Type.WORD),
    KIND(Type.WORD),
    OUTCOME(Type.WORD),
    NAME(Type.TEXT),
    ID(Type.ID),
    STUDY(Type.ID),
    TAG(Type.TEXT),
    DATASET(Type.TEXT),
    ALGORITHM(Type.TEXT),
    MODEL(Type.TEXT),
    OWNER(Type.TEXT),
    CREATED(Type.TIME),
    STARTED(Type.TIME),
    ENDED(Type.TIME),
    DURATION(Type.SPAN),
    ATTEMPT(Type.NUMBER),
    PRIORITY(Type.NUMBER),
    WARNINGS(Type.NUMBER),
    ERRORS(Type.NUMBER),
    ARCHIVED(Type.WORD);

    private final Type type;

    Attribute(Type type) {
      this.type = type;
    }

    /** What its values are. */
    public Type type() {
      return type;
    }

    @Override
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Attribute> ofWord(String word) {
      for (Attribute attribute : values()) {
        if (attribute.text().equals(word)) {
          return Optional.of(attribute);
        }
      }
      return Optional.empty();
    }
  }

  /** A metric that the newest attempt logged. */
  record Metric(String key, MetricAggregate aggregate) implements RunField {
    public static final String PREFIX = "metric.";

    @Override
    public String text() {
      boolean endsLikeAnAggregate =
          MetricAggregate.ofWord(key.substring(key.lastIndexOf('.') + 1)).isPresent();
      String name = endsLikeAnAggregate ? RunFilterPrinter.quote(key) : RunFilterPrinter.name(key);
      return PREFIX + name + (aggregate == MetricAggregate.LAST ? "" : "." + aggregate.word());
    }
  }

  /**
   * A parameter.
   *
   * @param path names of nested objects, joined by dots
   */
  record Parameter(String path) implements RunField {
    public static final String PREFIX = "param.";

    @Override
    public String text() {
      return PREFIX + RunFilterPrinter.name(path);
    }
  }

  /** What the values of an attribute are. */
  enum Type {
    WORD,
    TEXT,
    ID,
    TIME,
    SPAN,
    NUMBER
  }
}
