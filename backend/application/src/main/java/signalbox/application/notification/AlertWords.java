package signalbox.application.notification;

/** What several alerts say alike. */
final class AlertWords {
  private AlertWords() {}

  /** A whole number without a point. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
