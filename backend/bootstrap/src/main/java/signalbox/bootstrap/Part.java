package signalbox.bootstrap;

/**
 * Something that runs beside requests: a consumer, a relay, a timer. Started once, in the order of
 * the wirings, and closed once, in the reverse order.
 */
public interface Part extends AutoCloseable {
  /** One word for the log. */
  String name();

  /** Starts threads and returns; does not wait for other programs. */
  void start();

  /** Ends what runs, within a bounded time. */
  @Override
  void close();
}
