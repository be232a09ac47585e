package signalbox.application.metric;

import java.util.List;

/**
 * What storing came to.
 *
 * @param stored how many points are new
 * @param series every series that the reports named, also those of repeats
 */
public record Appended(long stored, List<SeriesTotals> series) {
  public static final Appended NOTHING = new Appended(0, List.of());

  public Appended {
    series = List.copyOf(series);
  }
}
