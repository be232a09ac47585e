package signalbox.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The user that PostgreSQL runs as: the caller, or another one when the caller is root, because
 * PostgreSQL refuses root. The programs used for that replace themselves by the one they start.
 */
record RunAs(int uid, int gid, List<String> prefix) {
  private static final int NOBODY = 65_534;

  static boolean isRoot() {
    return attribute(Path.of("/proc/self"), "unix:uid") == 0;
  }

  /** The owner of {@code data} when there is one already, so that an old folder works on. */
  static RunAs ownerOf(Path data) {
    if (!isRoot()) {
      var self = Path.of("/proc/self");
      return new RunAs(attribute(self, "unix:uid"), attribute(self, "unix:gid"), List.of());
    }
    int uid = Files.exists(data) ? attribute(data, "unix:uid") : NOBODY;
    int gid = Files.exists(data) ? attribute(data, "unix:gid") : NOBODY;
    if (uid == 0) {
      uid = NOBODY;
      gid = NOBODY;
    }
    boolean reachable = reachableByOthers(data.toAbsolutePath().normalize().getParent());
    var prefix = new ArrayList<String>();
    if (Programs.find("setpriv").isPresent()) {
      prefix.addAll(List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups"));
      if (!reachable) {
        // A folder above the data is closed to others (like /root): let it pass through.
        prefix.addAll(List.of("--inh-caps=+dac_override", "--ambient-caps=+dac_override"));
      }
      prefix.add("--");
    } else if (Programs.find("chroot").isPresent() && reachable) {
      prefix.addAll(List.of("chroot", "--userspec=" + uid + ":" + gid, "/"));
    } else {
      throw new IllegalStateException(
          "PostgreSQL refuses to run as root. Install util-linux (setpriv), or start Signalbox as"
              + " another user, or put its data into a folder that every user can enter.");
    }
    return new RunAs(uid, gid, List.copyOf(prefix));
  }

  /** Gives {@code path} to this user. */
  void own(Path path) throws IOException {
    if (isRoot()) {
      Files.setAttribute(path, "unix:uid", uid);
      Files.setAttribute(path, "unix:gid", gid);
    }
  }

  private static boolean reachableByOthers(@Nullable Path directory) {
    for (var at = directory; at != null; at = at.getParent()) {
      try {
        if (Files.exists(at)
            && !Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE)) {
          return false;
        }
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }

  private static int attribute(Path path, String name) {
    try {
      return (Integer) Files.getAttribute(path, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
