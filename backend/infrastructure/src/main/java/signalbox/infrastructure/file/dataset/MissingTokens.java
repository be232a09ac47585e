package signalbox.infrastructure.file.dataset;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The texts that stand for a missing value; nothing at all always does. */
final class MissingTokens {
  private final Set<String> tokens;
  private final int longest;

  MissingTokens(List<String> tokens) {
    this.tokens = Set.copyOf(tokens);
    this.longest = tokens.stream().mapToInt(String::length).max().orElse(0);
  }

  boolean contains(String text) {
    return text.isEmpty() || (text.length() <= longest && tokens.contains(text));
  }

  @Nullable String orNull(@Nullable String text) {
    return text == null || contains(text) ? null : text;
  }
}
