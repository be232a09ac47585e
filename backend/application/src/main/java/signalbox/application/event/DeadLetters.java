package signalbox.application.event;

import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.run.RunNames;
import signalbox.application.shared.Page;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.UserId;

/** Opens dead letters to administrators, with the names of who looked after them. Thread-safe. */
public final class DeadLetters {
  private final DeadLetterRepository letters;
  private final AccessPolicy access;
  private final RunNames names;

  public DeadLetters(DeadLetterRepository letters, AccessPolicy access, RunNames names) {
    this.letters = letters;
    this.access = access;
    this.names = names;
  }

  void require(Principal caller) {
    access.requireAdministrator(caller);
  }

  Page<DeadLetterView> list(ListDeadLetters query) {
    Page<DeadLetter> page = letters.list(query.state(), query.page());
    Set<UserId> changers =
        page.items().stream()
            .flatMap(letter -> java.util.stream.Stream.ofNullable(letter.changedBy()))
            .collect(Collectors.toSet());
    var known = names.users(changers);
    return new Page<>(
        page.items().stream()
            .map(letter ->
                new DeadLetterView(
                    letter,
                    letter.changedBy() == null ? null : known.getOrDefault(letter.changedBy(), "")))
            .toList(),
        page.nextCursor(),
        page.total());
  }

  DeadLetterView view(DeadLetter letter) {
    UserId changer = letter.changedBy();
    return new DeadLetterView(
        letter, changer == null ? null : names.users(Set.of(changer)).getOrDefault(changer, ""));
  }

  static SignalboxException notFound(UUID id) {
    return SignalboxException.of(ErrorCode.DEAD_LETTER_NOT_FOUND).safe("id", id);
  }
}
