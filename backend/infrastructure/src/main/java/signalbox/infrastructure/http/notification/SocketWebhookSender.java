package signalbox.infrastructure.http.notification;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import signalbox.application.notification.WebhookSender;

/**
 * Posts over a socket of its own, because the address that was checked must be the one that is
 * connected to: an HTTP client that resolves the name again can be led elsewhere in between. Reads
 * no more than the head of the answer, and never its body.
 */
public final class SocketWebhookSender implements WebhookSender {
  private static final int MAX_BODY_BYTES = 64 * 1024;
  private static final int MAX_HEAD_BYTES = 16 * 1024;
  private static final int MAX_ADDRESSES = 4;
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: .*)?");

  private final AddressGuard guard;
  private final Resolver resolver;
  private final Duration connectTimeout;
  private final Duration timeout;
  private final SSLSocketFactory tls;

  /** Finds the addresses of a name. */
  @FunctionalInterface
  public interface Resolver {
    List<InetAddress> resolve(String host) throws UnknownHostException;
  }

  /**
   * @param timeout of a whole attempt, from the look-up of the name to the head of the answer
   */
  public SocketWebhookSender(
      AddressGuard guard,
      Resolver resolver,
      SSLSocketFactory tls,
      Duration connectTimeout,
      Duration timeout) {
    this.guard = guard;
    this.resolver = resolver;
    this.tls = tls;
    this.connectTimeout = connectTimeout;
    this.timeout = timeout;
  }

  /** Of the JDK: its resolver, and the authorities that it trusts. */
  public static SocketWebhookSender standard(AddressGuard guard) {
    return new SocketWebhookSender(
        guard,
        host -> List.of(InetAddress.getAllByName(host)),
        (SSLSocketFactory) SSLSocketFactory.getDefault(),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15));
  }

  @Override
  public Answer post(URI address, Map<String, String> headers, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_BODY_BYTES) {
      return failed("the message is larger than " + MAX_BODY_BYTES + " bytes");
    }
    // The name is looked up by the operating system, which knows no time limit of ours.
    Deadline deadline = new Deadline(timeout);
    FutureTask<List<InetAddress>> lookUp =
        new FutureTask<>(() -> resolver.resolve(plainHost(address)));
    Thread.ofVirtual().name("webhook-lookup").start(lookUp);
    try {
      List<InetAddress> found = lookUp.get(deadline.millisLeft(), TimeUnit.MILLISECONDS);
      return post(address, found, headers, bytes, deadline);
    } catch (ExecutionException e) {
      return failed("the name of the host is not known");
    } catch (TimeoutException e) {
      return failed("no answer in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed("the backend stopped");
    }
  }

  private Answer post(
      URI address,
      List<InetAddress> found,
      Map<String, String> headers,
      byte[] body,
      Deadline deadline) {
    // One address that is not allowed spoils all: the name is not what it says.
    if (found.isEmpty() || !found.stream().allMatch(guard::allows)) {
      return failed("the address is not a public one, and the operator has not allowed it");
    }
    String error = "";
    for (InetAddress one : found.subList(0, Math.min(found.size(), MAX_ADDRESSES))) {
      boolean[] sent = {false};
      try {
        return exchange(address, one, headers, body, deadline, sent);
      } catch (SocketTimeoutException e) {
        error = "no answer in time";
      } catch (SSLException e) {
        error = "no TLS connection: the certificate or the protocol is not accepted";
      } catch (IOException e) {
        error =
            deadline.over()
                ? "no answer in time"
                : sent[0] ? "the connection broke off before an answer" : "no connection";
      }
      if (sent[0] || deadline.over()) {
        break;
      }
    }
    return failed(error);
  }

  private Answer exchange(
      URI address,
      InetAddress to,
      Map<String, String> headers,
      byte[] body,
      Deadline deadline,
      boolean[] sent)
      throws IOException {
    boolean secure = "https".equalsIgnoreCase(address.getScheme());
    int port = address.getPort() < 0 ? (secure ? HTTPS_PORT : HTTP_PORT) : address.getPort();
    try (Socket plain = new Socket()) {
      // Whatever blocks, a write among them, ends when the socket is closed under it.
      CompletableFuture<Void> end =
          CompletableFuture.runAsync(
              () -> closeQuietly(plain),
              CompletableFuture.delayedExecutor(deadline.millisLeft(), TimeUnit.MILLISECONDS));
      try {
        int wait = (int) Math.min(connectTimeout.toMillis(), deadline.millisLeft());
        plain.connect(new InetSocketAddress(to, port), wait);
        plain.setSoTimeout((int) deadline.millisLeft());
        plain.setTcpNoDelay(true);
        Socket socket = secure ? secured(plain, address, port) : plain;
        OutputStream out = socket.getOutputStream();
        sent[0] = true;
        out.write(head(address, port, secure, headers, body.length));
        out.write(body);
        out.flush();
        return new Answer(status(new BufferedInputStream(socket.getInputStream())), null);
      } finally {
        end.cancel(false);
      }
    }
  }

  /** TLS for the name in the address, whatever number it was connected by. */
  private SSLSocket secured(Socket plain, URI address, int port) throws IOException {
    SSLSocket socket = (SSLSocket) tls.createSocket(plain, plainHost(address), port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static byte[] head(
      URI address, int port, boolean secure, Map<String, String> headers, int length) {
    String path =
        address.getRawPath() == null || address.getRawPath().isEmpty() ? "/" : address.getRawPath();
    String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
    boolean usual = port == (secure ? HTTPS_PORT : HTTP_PORT);
    StringBuilder head = new StringBuilder();
    head.append("POST ").append(encoded(path)).append(encoded(query)).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(address.getHost()).append(usual ? "" : ":" + port).append("\r\n");
    head.append("User-Agent: Signalbox-Webhook/1\r\n");
    head.append("Content-Type: application/json\r\n");
    head.append("Content-Length: ").append(length).append("\r\n");
    head.append("Connection: close\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** An address may hold letters that are not ASCII; a request may not. */
  private static String encoded(String part) {
    StringBuilder ascii = new StringBuilder();
    for (byte one : part.getBytes(StandardCharsets.UTF_8)) {
      if (one > ' ' && one < 0x7f) {
        ascii.append((char) one);
      } else {
        ascii.append(String.format(Locale.ROOT, "%%%02X", one));
      }
    }
    return ascii.toString();
  }

  /** The status of the final answer; interim ones (1xx) are passed over. */
  private static int status(InputStream in) throws IOException {
    int left = MAX_HEAD_BYTES;
    while (true) {
      String line = line(in, left);
      left -= line.length() + 2;
      Matcher status = STATUS_LINE.matcher(line);
      if (!status.matches()) {
        throw new IOException("No HTTP answer");
      }
      int code = Integer.parseInt(status.group(1));
      if (code >= 200) {
        return code;
      }
      String header;
      do {
        header = line(in, left);
        left -= header.length() + 2;
      } while (!header.isEmpty());
    }
  }

  private static String line(InputStream in, int most) throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next < 0 || line.length() >= most) {
        throw new IOException("No HTTP answer");
      }
      if (next == '\n') {
        int end = line.length();
        if (end > 0 && line.charAt(end - 1) == '\r') {
          line.setLength(end - 1);
        }
        return line.toString();
      }
      line.append((char) next);
    }
  }

  /** The host without the brackets of an IPv6 address. */
  private static String plainHost(URI address) {
    String host = address.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more, whether it closed or not.
    }
  }

  private static Answer failed(String error) {
    return new Answer(null, error);
  }

  private static final class Deadline {
    private final long at;

    Deadline(Duration after) {
      at = System.nanoTime() + after.toNanos();
    }

    long millisLeft() {
      return Math.max(1, (at - System.nanoTime()) / 1_000_000);
    }

    /** Timers are set in whole milliseconds, so the last one that has begun counts as over. */
    boolean over() {
      return at - System.nanoTime() < 1_000_000;
    }
  }
}
