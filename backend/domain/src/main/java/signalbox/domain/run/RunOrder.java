package signalbox.domain.run;

/**
 * In which order runs are wanted. Runs without the value come last either way; equal ones are in
 * the order of their ids, in the same direction.
 */
public record RunOrder(RunField field, boolean descending) {
  public static final RunOrder NEWEST_FIRST = new RunOrder(RunField.Attribute.CREATED, true);

  /** As {@link RunFilterParser#order} reads it. */
  public String text() {
    return (descending ? "-" : "") + field.text();
  }
}
