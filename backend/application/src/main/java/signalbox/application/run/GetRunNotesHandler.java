package signalbox.application.run;

import java.util.Optional;
import java.util.Set;
import signalbox.application.shared.Handler;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/** Answers {@link GetRunNotes}. */
public final class GetRunNotesHandler implements Handler<GetRunNotes, Optional<NotesView>> {
  private final RunAccess access;
  private final RunNotes notes;
  private final RunNames names;

  public GetRunNotesHandler(RunAccess access, RunNotes notes, RunNames names) {
    this.access = access;
    this.notes = notes;
    this.names = names;
  }

  @Override
  public Optional<NotesView> handle(Principal caller, GetRunNotes query) {
    access.require(caller, query.run(), Role.VIEWER);
    return notes
        .find(query.run())
        .map(found ->
            new NotesView(
                found, names.users(Set.of(found.updatedBy())).getOrDefault(found.updatedBy(), "")));
  }
}
