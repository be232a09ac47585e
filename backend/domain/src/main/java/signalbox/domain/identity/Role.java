package signalbox.domain.identity;

/** What a member may do in a project; each role may do what the ones before it may. */
public enum Role {
  VIEWER,
  EDITOR,
  ADMIN;

  /** True when this role may do what {@code required} may. */
  public boolean includes(Role required) {
    return compareTo(required) >= 0;
  }
}
