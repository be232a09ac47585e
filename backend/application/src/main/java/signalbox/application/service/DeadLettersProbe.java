package signalbox.application.service;

/** Messages that nobody could read. They wait for a person, and hold up nothing else. */
public final class DeadLettersProbe implements HealthProbe {
  private final SystemCounts counts;

  public DeadLettersProbe(SystemCounts counts) {
    this.counts = counts;
  }

  @Override
  public String part() {
    return "deadLetters";
  }

  @Override
  public PartHealth look() {
    long open = counts.deadLetters();
    return new PartHealth(
        part(),
        PartHealth.State.UP,
        open == 0
            ? null
            : open == 1
                ? "1 message could not be read and waits for a decision."
                : open + " messages could not be read and wait for a decision.");
  }
}
