package signalbox.presentation.view;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Page;

/** A part of a list. */
public record PageJson<T>(List<T> items, @Nullable String nextCursor, long total) {
  public static <S, T> PageJson<T> of(Page<S> page, Function<S, T> view) {
    return new PageJson<>(
        page.items().stream().map(view).toList(), page.nextCursor(), page.total());
  }

  /** A list that is whole. */
  public static <S, T> PageJson<T> whole(List<S> items, Function<S, T> view) {
    return new PageJson<>(items.stream().map(view).toList(), null, items.size());
  }
}
