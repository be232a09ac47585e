package signalbox.application.event;

import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;

/** Answers {@link GetDeadLetter}. */
public final class GetDeadLetterHandler implements Handler<GetDeadLetter, DeadLetterView> {
  private final DeadLetters letters;
  private final DeadLetterRepository repository;

  public GetDeadLetterHandler(DeadLetters letters, DeadLetterRepository repository) {
    this.letters = letters;
    this.repository = repository;
  }

  @Override
  public DeadLetterView handle(Principal caller, GetDeadLetter query) {
    letters.require(caller);
    return letters.view(
        repository.find(query.id()).orElseThrow(() -> DeadLetters.notFound(query.id())));
  }
}
