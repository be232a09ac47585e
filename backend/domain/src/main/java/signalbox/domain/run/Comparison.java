package signalbox.domain.run;

import java.util.List;

/** How a filter compares. */
public enum Comparison {
  EQUAL(":"),
  NOT_EQUAL("!="),
  LESS("<"),
  AT_MOST("<="),
  MORE(">"),
  AT_LEAST(">="),
  CONTAINS("~");

  /** Those that an order is needed for, and equality. */
  public static final List<Comparison> OF_NUMBERS =
      List.of(EQUAL, NOT_EQUAL, LESS, AT_MOST, MORE, AT_LEAST);

  public static final List<Comparison> OF_TEXTS = List.of(EQUAL, NOT_EQUAL, CONTAINS);
  public static final List<Comparison> OF_WORDS = List.of(EQUAL, NOT_EQUAL);

  private final String sign;

  Comparison(String sign) {
    this.sign = sign;
  }

  public String sign() {
    return sign;
  }
}
