package signalbox.presentation.view;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.SignalboxException;

/** Public words of enums: their names in small letters. */
public final class Words {
  private Words() {}

  public static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws SignalboxException {@code request.invalid} with the field for a word that is not known
   */
  public static <E extends Enum<E>> E parse(Class<E> type, String field, String word) {
    return Stream.of(type.getEnumConstants())
        .filter(known -> of(known).equals(word))
        .findFirst()
        .orElseThrow(() ->
            SignalboxException.invalid(
                field,
                "must be one of "
                    + Stream.of(type.getEnumConstants())
                        .map(Words::of)
                        .collect(Collectors.joining(", "))));
  }

  /** Null for null. */
  public static <E extends Enum<E>> @Nullable E parseOptional(
      Class<E> type, String field, @Nullable String word) {
    return word == null ? null : parse(type, field, word);
  }
}
