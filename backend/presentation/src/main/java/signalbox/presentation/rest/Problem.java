package signalbox.presentation.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An error answer (RFC 9457). */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    String type,
    String title,
    int status,
    String code,
    String detail,
    @Nullable String field,
    String traceId,
    boolean retryable,
    @Nullable List<Entry> errors) {

  /** One of several faults. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Entry(
      @Nullable String field,
      @Nullable Long line,
      @Nullable Integer column,
      @Nullable String text,
      String detail,
      @Nullable Place place) {}

  /** A part of a text that was sent. */
  public record Place(int offset, int length, List<String> expected, List<String> suggestions) {}
}
