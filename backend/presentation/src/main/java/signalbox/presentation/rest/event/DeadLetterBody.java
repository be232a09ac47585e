package signalbox.presentation.rest.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.DeadLetter;
import signalbox.application.event.DeadLetterView;
import signalbox.domain.identity.UserId;
import signalbox.presentation.view.RunJson;
import signalbox.presentation.view.Words;

/** A message that nobody could read. */
record DeadLetterBody(
    UUID id,
    String state,
    String cause,
    String topic,
    @Nullable Integer partition,
    @Nullable Long offset,
    @Nullable String key,
    @Nullable String type,
    long sizeBytes,
    Instant time,
    Instant arrivedAt,
    @Nullable Instant changedAt,
    RunJson.@Nullable UserRefJson changedBy) {
  static DeadLetterBody of(DeadLetterView view) {
    DeadLetter letter = view.letter();
    UserId changer = letter.changedBy();
    String name = view.changerName();
    return new DeadLetterBody(
        letter.id(),
        Words.of(letter.state()),
        letter.cause(),
        letter.topic(),
        letter.partition(),
        letter.offset(),
        letter.key(),
        letter.header("ce_type"),
        letter.payload().length,
        letter.time(),
        letter.arrivedAt(),
        letter.changedAt(),
        changer == null
            ? null
            : new RunJson.UserRefJson(changer.value(), name == null ? "" : name));
  }
}
