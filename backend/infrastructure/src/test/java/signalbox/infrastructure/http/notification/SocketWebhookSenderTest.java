package signalbox.infrastructure.http.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import signalbox.application.log.AddressRanges;
import signalbox.application.notification.WebhookSender.Answer;

/** Sending to a real receiver, and to those that behave badly. */
final class SocketWebhookSenderTest {
  private static final AddressRanges LOOPBACK = AddressRanges.of(List.of("127.0.0.0/8", "::1"));
  private ReceiverServer receiver;

  @BeforeEach
  void open() throws IOException {
    receiver = new ReceiverServer();
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  private static SocketWebhookSender sender(
      AddressRanges allowed, SocketWebhookSender.Resolver resolver, Duration timeout) {
    return new SocketWebhookSender(
        new AddressGuard(allowed),
        resolver,
        (SSLSocketFactory) SSLSocketFactory.getDefault(),
        Duration.ofSeconds(2),
        timeout);
  }

  private static SocketWebhookSender sender(AddressRanges allowed) {
    return sender(allowed, host -> List.of(InetAddress.getAllByName(host)), Duration.ofSeconds(10));
  }

  private URI address(String path) {
    return URI.create("http://127.0.0.1:" + receiver.port() + path);
  }

  @Test
  void postsTheBytesWithTheHeaders() throws InterruptedException {
    Answer answer =
        sender(LOOPBACK)
            .post(address("/hook?to=ü"), Map.of("Signalbox-Event", "test"), "{\"a\":\"ü\"}");
    assertThat(answer).isEqualTo(new Answer(204, null));
    String request = receiver.requests.poll(5, TimeUnit.SECONDS);
    assertThat(request)
        .startsWith("POST /hook?to=%C3%BC HTTP/1.1\r\n")
        .contains("Host: 127.0.0.1:" + receiver.port() + "\r\n")
        .contains("Content-Length: 10\r\n")
        .contains("Signalbox-Event: test\r\n")
        .endsWith("\r\n\r\n{\"a\":\"ü\"}");
  }

  @Test
  void followsNoRedirect() throws InterruptedException {
    receiver.answer = "HTTP/1.1 302 Found\r\nLocation: " + address("/elsewhere") + "\r\n\r\n";
    assertThat(sender(LOOPBACK).post(address("/"), Map.of(), "{}").status()).isEqualTo(302);
    assertThat(receiver.requests.poll(5, TimeUnit.SECONDS)).startsWith("POST / ");
    assertThat(receiver.requests).isEmpty();
  }

  @Test
  void passesOverInterimAnswers() {
    receiver.answer = "HTTP/1.1 100 Continue\r\nX: y\r\n\r\nHTTP/1.1 500 No\r\n\r\n";
    assertThat(sender(LOOPBACK).post(address("/"), Map.of(), "{}").status()).isEqualTo(500);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f000001"})
  void connectsToNothingOfOurOwn(String host) {
    Answer answer =
        sender(AddressRanges.NONE)
            .post(URI.create("http://" + host + ":" + receiver.port() + "/"), Map.of(), "{}");
    assertThat(answer.status()).isNull();
    assertThat(answer.error()).isNotNull();
    assertThat(receiver.requests).isEmpty();
  }

  /**
   * A name whose second look-up would lead elsewhere is looked up once: what is checked is used.
   */
  @Test
  void connectsToTheAddressThatItChecked() throws InterruptedException {
    int[] asked = {0};
    SocketWebhookSender.Resolver rebinding =
        host -> {
          asked[0]++;
          return List.of(InetAddress.getByName(asked[0] == 1 ? "127.0.0.1" : "127.0.0.9"));
        };
    Answer answer =
        sender(AddressRanges.of(List.of("127.0.0.1")), rebinding, Duration.ofSeconds(10))
            .post(URI.create("http://hook.example:" + receiver.port() + "/"), Map.of(), "{}");
    assertThat(answer.status()).isEqualTo(204);
    assertThat(asked[0]).isEqualTo(1);
    assertThat(receiver.requests.poll(5, TimeUnit.SECONDS))
        .contains("Host: hook.example:" + receiver.port());
  }

  @Test
  void refusesANameWithOneForbiddenAddress() {
    Answer answer =
        sender(
                AddressRanges.NONE,
                host ->
                    List.of(InetAddress.getByName("1.1.1.1"), InetAddress.getByName("10.0.0.1")),
                Duration.ofSeconds(10))
            .post(URI.create("http://hook.example/"), Map.of(), "{}");
    assertThat(answer.error()).contains("not a public one");
  }

  @Test
  void givesUpOnWhoNeverAnswers() {
    receiver.answer = "";
    Answer answer =
        sender(LOOPBACK, host -> List.of(InetAddress.getAllByName(host)), Duration.ofMillis(300))
            .post(address("/"), Map.of(), "{}");
    assertThat(answer).isEqualTo(new Answer(null, "no answer in time"));
  }

  @Test
  void givesUpOnANameServerThatNeverAnswers() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    SocketWebhookSender.Resolver silent =
        host -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new UnknownHostException(host);
        };
    Answer answer =
        sender(LOOPBACK, silent, Duration.ofMillis(200))
            .post(URI.create("http://hook.example/"), Map.of(), "{}");
    never.countDown();
    assertThat(answer.error()).isEqualTo("no answer in time");
  }

  @Test
  void readsNoEndlessHead() {
    receiver.answer = "HTTP/1.1 100 " + "x".repeat(40_000) + "\r\n\r\n";
    assertThat(sender(LOOPBACK).post(address("/"), Map.of(), "{}").error())
        .isEqualTo("the connection broke off before an answer");
  }

  @Test
  void saysWhenNobodyListensAndWhenANameIsNotKnown() {
    receiver.close();
    assertThat(sender(LOOPBACK).post(address("/"), Map.of(), "{}").error())
        .isEqualTo("no connection");
    SocketWebhookSender.Resolver unknown =
        host -> {
          throw new UnknownHostException(host);
        };
    assertThat(
            sender(LOOPBACK, unknown, Duration.ofSeconds(5))
                .post(URI.create("http://nowhere.invalid/"), Map.of(), "{}")
                .error())
        .isEqualTo("the name of the host is not known");
  }

  @Test
  void wantsTlsWhereTheAddressSaysSo() {
    Answer answer =
        sender(LOOPBACK, host -> List.of(InetAddress.getAllByName(host)), Duration.ofMillis(500))
            .post(URI.create("https://127.0.0.1:" + receiver.port() + "/"), Map.of(), "{}");
    assertThat(answer.error()).isNotNull();
    assertThat(receiver.requests).isEmpty();
  }

  @Test
  void sendsNoMessageThatIsTooLarge() {
    assertThat(sender(LOOPBACK).post(address("/"), Map.of(), "x".repeat(70_000)).error())
        .contains("larger than");
  }
}
