package signalbox.domain.dataset;

import org.jspecify.annotations.Nullable;

/**
 * What a dataset was read from.
 *
 * @param fileName as the client called the file
 * @param sha256 lower-case hex of the bytes as uploaded
 * @param objectKey where those bytes lie when a copy in plain CSV was made of them; null when the
 *     dataset's own bytes are the uploaded ones
 * @param dialect null for an instance, which is no table
 * @param skippedRows how many rows could not be read and were left out, knowingly
 */
public record DatasetSource(
    String fileName,
    long sizeBytes,
    String sha256,
    @Nullable String objectKey,
    @Nullable Dialect dialect,
    long skippedRows) {
  /** The dataset's own bytes are a copy, in which nothing but an empty field is missing. */
  public boolean copied() {
    return objectKey != null;
  }
}
