package signalbox.domain.run;

/**
 * How a training checks its model on rows it has not seen.
 *
 * @param testFraction for a hold-out: the share of rows held out, between 0 and 1, both excluded
 * @param folds for k-fold: from 2 to 20
 * @param seed from 0 to 2^31 - 1; the same seed splits the same rows the same way
 */
public record Validation(Method method, double testFraction, int folds, int seed) {
  public static final double DEFAULT_TEST_FRACTION = 0.25;
  public static final int DEFAULT_FOLDS = 5;
  public static final int MIN_FOLDS = 2;
  public static final int MAX_FOLDS = 20;

  public static final Validation DEFAULT =
      new Validation(Method.HOLDOUT, DEFAULT_TEST_FRACTION, DEFAULT_FOLDS, 0);

  public Validation {
    if (!(testFraction > 0 && testFraction < 1)) {
      throw new IllegalArgumentException("testFraction must be between 0 and 1");
    }
    if (folds < MIN_FOLDS || folds > MAX_FOLDS) {
      throw new IllegalArgumentException("folds must be from 2 to 20");
    }
    if (seed < 0) {
      throw new IllegalArgumentException("seed must not be negative");
    }
  }

  /** The lower-case name is the public word. */
  public enum Method {
    HOLDOUT,
    KFOLD
  }
}
