package signalbox.application.identity;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import signalbox.application.project.ProjectRepository;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.User;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.Project;
import signalbox.domain.project.ProjectId;

/**
 * At the first start makes the first administrator and a first project; at later ones brings the
 * administrator's password up to date.
 */
public final class EnsureAdministratorHandler {
  /** What was done. */
  public enum Outcome {
    CREATED,
    PASSWORD_CHANGED,
    NOTHING
  }

  private static final String FIRST_PROJECT = "Default";
  private static final String FIRST_NAME = "Administrator";

  private final UserRepository users;
  private final SessionRepository sessions;
  private final ProjectRepository projects;
  private final PasswordHasher hasher;
  private final IdGenerator ids;
  private final InstantSource clock;
  private final Transactions transactions;

  public EnsureAdministratorHandler(
      UserRepository users,
      SessionRepository sessions,
      ProjectRepository projects,
      PasswordHasher hasher,
      IdGenerator ids,
      InstantSource clock,
      Transactions transactions) {
    this.users = users;
    this.sessions = sessions;
    this.projects = projects;
    this.hasher = hasher;
    this.ids = ids;
    this.clock = clock;
    this.transactions = transactions;
  }

  /**
   * @throws SignalboxException {@code request.invalid} when there is no user yet and no usable
   *     password either
   */
  public Outcome handle(EnsureAdministrator command) {
    String password = command.password();
    if (users.isEmpty()) {
      if (password == null) {
        throw SignalboxException.invalid("password", "is needed for the first administrator");
      }
      User.requireGoodPassword(password);
      return create(command.email(), password) ? Outcome.CREATED : Outcome.NOTHING;
    }
    UserRepository.Credentials credentials = users.findByEmail(command.email()).orElse(null);
    if (password == null
        || credentials == null
        || hasher.verify(password, credentials.passwordHash())) {
      return Outcome.NOTHING;
    }
    User.requireGoodPassword(password);
    String hash = hasher.hash(password);
    UserId user = credentials.user().id();
    transactions.inTransaction(() -> {
      users.changePassword(user, hash);
      sessions.deleteAllOf(user);
    });
    return Outcome.PASSWORD_CHANGED;
  }

  private boolean create(String email, String password) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    User user = new User(new UserId(ids.next()), email, FIRST_NAME, true, now);
    String hash = hasher.hash(password);
    return transactions.inTransaction(() -> {
      if (!users.insert(user, hash)) {
        return false; // another backend starts at the same time and was faster
      }
      Project project = new Project(new ProjectId(ids.next()), FIRST_PROJECT, "", now);
      if (projects.insert(project)) {
        projects.putMember(project.id(), user.id(), Role.ADMIN);
      }
      return true;
    });
  }
}
