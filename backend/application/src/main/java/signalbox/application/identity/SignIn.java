package signalbox.application.identity;

/**
 * Proves who somebody is and begins a session.
 *
 * @param address where the request comes from; limits tries together with the e-mail address
 */
public record SignIn(String email, String password, String address) {
  @Override
  public String toString() {
    return "SignIn[" + address + "]";
  }
}
