package signalbox.domain.dataset;

import org.jspecify.annotations.Nullable;

/**
 * What can be told of an instance before it is solved; null is what cannot.
 *
 * @param name as the model calls itself
 * @param constraints the objective is none
 * @param nonzeros of the constraints
 */
public record InstanceModel(
    @Nullable String name,
    @Nullable Sense sense,
    Variables variables,
    @Nullable Long constraints,
    @Nullable Long nonzeros) {
  /** Nothing can be told. */
  public static final InstanceModel UNKNOWN =
      new InstanceModel(null, null, Variables.UNKNOWN, null, null);

  /** Which way the objective is better. The lower-case name is the public word. */
  public enum Sense {
    MINIMIZE,
    MAXIMIZE
  }

  /**
   * How many there are of each kind.
   *
   * @param integer without those that are binary
   */
  public record Variables(
      @Nullable Long continuous, @Nullable Long integer, @Nullable Long binary) {
    /** Nothing can be told. */
    public static final Variables UNKNOWN = new Variables(null, null, null);
  }
}
