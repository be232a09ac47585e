package signalbox.standalone;

/** Why Signalbox does not even begin, in a sentence for the person at the terminal. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Refusal(String message) {
    super(message);
  }
}
