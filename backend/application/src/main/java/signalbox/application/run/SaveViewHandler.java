package signalbox.application.run;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Handler;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;

/** Carries out {@link SaveView}. */
public final class SaveViewHandler implements Handler<SaveView, SavedViewView> {
  private final ViewAccess access;
  private final SavedViews views;
  private final RunNames names;
  private final Transactions transactions;
  private final IdGenerator ids;
  private final InstantSource clock;

  public SaveViewHandler(
      ViewAccess access,
      SavedViews views,
      RunNames names,
      Transactions transactions,
      IdGenerator ids,
      InstantSource clock) {
    this.access = access;
    this.views = views;
    this.names = names;
    this.transactions = transactions;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public SavedViewView handle(Principal caller, SaveView command) {
    UUID id = command.id();
    return transactions.inTransaction(() -> {
      SavedView known = null;
      if (id != null) {
        known = access.read(caller, command.project(), id);
        access.requireWrite(caller, command.project(), known.team());
      }
      SavedView next = next(caller, command, known);
      access.requireWrite(caller, command.project(), next.team());
      if (!views.put(next)) {
        throw SignalboxException.of(ErrorCode.VIEW_NAME_TAKEN).at("name");
      }
      return new SavedViewView(
          next, names.users(Set.of(next.owner())).getOrDefault(next.owner(), ""));
    });
  }

  private SavedView next(Principal caller, SaveView command, @Nullable SavedView known) {
    Instant now = clock.instant();
    return new SavedView(
        known == null ? ids.next() : known.id(),
        command.project(),
        known == null ? caller.userId() : known.owner(),
        either(command.team(), known == null ? Boolean.FALSE : Boolean.valueOf(known.team())),
        required("name", command.name(), known == null ? null : known.name()),
        required("state", command.state(), known == null ? null : known.state()),
        either(
            command.standard(), known == null ? Boolean.FALSE : Boolean.valueOf(known.standard())),
        known == null ? now : known.createdAt(),
        now);
  }

  private static boolean either(@Nullable Boolean wanted, Boolean known) {
    return wanted == null ? known : wanted;
  }

  private static String required(String field, @Nullable String wanted, @Nullable String known) {
    if (wanted != null) {
      return wanted;
    }
    if (known == null) {
      throw SignalboxException.invalid(field, "is required");
    }
    return known;
  }
}
