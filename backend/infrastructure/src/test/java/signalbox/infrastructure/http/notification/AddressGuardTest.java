package signalbox.infrastructure.http.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signalbox.application.log.AddressRanges;

/** Which addresses webhooks may reach. */
final class AddressGuardTest {
  private final AddressGuard guard = new AddressGuard(AddressRanges.NONE);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void refusesWhatIsNotPublic(String address) throws UnknownHostException {
    assertThat(guard.allows(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "172.32.0.1", "192.0.3.1", "2606:4700::1111", "2a00:1450::1"})
  void letsThePublicInternetThrough(String address) throws UnknownHostException {
    assertThat(guard.allows(InetAddress.getByName(address))).isTrue();
  }

  @Test
  void letsThroughWhatTheOperatorNamed() throws UnknownHostException {
    AddressGuard opened = new AddressGuard(AddressRanges.of(List.of("10.0.0.0/8")));
    assertThat(opened.allows(InetAddress.getByName("10.9.9.9"))).isTrue();
    assertThat(opened.allows(InetAddress.getByName("192.168.1.1"))).isFalse();
  }
}
