package signalbox.infrastructure.http.notification;

import java.net.InetAddress;
import java.util.List;
import signalbox.application.log.AddressRanges;

/**
 * Tells addresses of the public internet from all others, so that nobody reaches through us what
 * only we can reach. Thread-safe.
 */
public final class AddressGuard {
  /** What is not public, besides what the JDK knows by itself (IANA's special-purpose lists). */
  private static final AddressRanges SPECIAL =
      AddressRanges.of(
          List.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/3",
              "::/96",
              "64:ff9b::/96",
              "64:ff9b:1::/48",
              "100::/64",
              "2001::/23",
              "2001:db8::/32",
              "2002::/16",
              "3fff::/20",
              "fc00::/7",
              "fe80::/9",
              "ff00::/8"));

  private final AddressRanges allowed;

  /**
   * @param allowed addresses that are no public ones, and that may be reached all the same
   */
  public AddressGuard(AddressRanges allowed) {
    this.allowed = allowed;
  }

  public boolean allows(InetAddress address) {
    if (allowed.contains(address)) {
      return true;
    }
    return !address.isAnyLocalAddress()
        && !address.isLoopbackAddress()
        && !address.isLinkLocalAddress()
        && !address.isSiteLocalAddress()
        && !address.isMulticastAddress()
        && !SPECIAL.contains(address);
  }
}
