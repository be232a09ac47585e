package signalbox.application.transfer;

import org.jspecify.annotations.Nullable;

/**
 * An object that the file of a project announces before it comes.
 *
 * @param name a {@linkplain ObjectNames#valid valid} one
 * @param sha256 of the bytes that its row means; null when no row vouches for it
 */
public record ListedObject(String name, String contentType, @Nullable String sha256) {}
