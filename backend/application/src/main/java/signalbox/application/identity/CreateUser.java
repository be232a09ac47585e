package signalbox.application.identity;

/** Adds somebody who can sign in. */
public record CreateUser(String email, String name, String password, boolean administrator) {
  @Override
  public String toString() {
    return "CreateUser[***]";
  }
}
