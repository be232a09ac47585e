package signalbox.application.transfer;

import java.util.List;
import signalbox.domain.transfer.TransferCounts;

/**
 * What the file of a project ends with.
 *
 * @param counts of what is in it
 * @param missing how many listed objects are not in it, because the store did not have them
 * @param spoilt names of objects that are in it and are not those that their rows mean: they were
 *     so in the store
 */
public record ProjectFileManifest(TransferCounts counts, long missing, List<String> spoilt) {
  /** A store that has spoilt more than this needs another remedy. */
  public static final int MOST_SPOILT = 1_000;

  public ProjectFileManifest {
    spoilt = List.copyOf(spoilt);
  }
}
