package signalbox.infrastructure.http.notification;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** A receiver of webhooks on a real port: keeps the bytes it gets, answers what it is told. */
final class ReceiverServer implements AutoCloseable {
  private final ServerSocket server;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  volatile String answer = "HTTP/1.1 204 No Content\r\n\r\n";

  ReceiverServer() throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
  }

  ReceiverServer(ServerSocket server) {
    this.server = server;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try {
      String request = read(socket.getInputStream());
      requests.add(request);
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      if (!answer.isEmpty()) {
        socket.close();
      }
    } catch (IOException e) {
      open.remove(socket);
    }
  }

  /** The head, and as much of a body as it promises. */
  private static String read(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (true) {
      String text = bytes.toString(StandardCharsets.UTF_8);
      int end = text.indexOf("\r\n\r\n");
      if (end >= 0) {
        int from = text.toLowerCase(Locale.ROOT).indexOf("content-length: ") + 16;
        int length = Integer.parseInt(text.substring(from, text.indexOf('\r', from)));
        int headBytes = text.substring(0, end + 4).getBytes(StandardCharsets.UTF_8).length;
        if (bytes.size() >= headBytes + length) {
          return text;
        }
      }
      int next = in.read();
      if (next < 0) {
        throw new IOException("The request ended early");
      }
      bytes.write(next);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
