package signalbox.domain.study;

/** A trial that beat all trials of a smaller number, with its value of the only objective. */
public record Improvement(int number, double value) {}
