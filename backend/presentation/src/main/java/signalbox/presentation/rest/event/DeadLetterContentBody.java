package signalbox.presentation.rest.event;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.DeadLetter;
import signalbox.application.event.DeadLetterView;
import signalbox.events.v1.Command;
import signalbox.events.v1.Status;

/**
 * A dead letter with its headers and its content: decoded when that works, else its first bytes.
 */
record DeadLetterContentBody(
    DeadLetterBody deadLetter,
    List<DeadLetter.Header> headers,
    String format,
    @JsonRawValue @Nullable String json,
    @Nullable String hex,
    boolean truncated) {
  private static final int SHOWN_BYTES = 1024;
  private static final int MOST_JSON = 256 * 1024;
  private static final String COMMAND = "signalbox.command.";

  static DeadLetterContentBody of(DeadLetterView view) {
    DeadLetter letter = view.letter();
    String json = decoded(letter);
    byte[] shown = Arrays.copyOf(letter.payload(), Math.min(SHOWN_BYTES, letter.payload().length));
    return new DeadLetterContentBody(
        DeadLetterBody.of(view),
        letter.headers(),
        json == null ? "hex" : "json",
        json,
        json == null ? HexFormat.of().formatHex(shown) : null,
        json == null && letter.payload().length > SHOWN_BYTES);
  }

  /** Null when the bytes are no message that is known. Keys are never shown. */
  private static @Nullable String decoded(DeadLetter letter) {
    String type = letter.header("ce_type");
    boolean command = type == null ? letter.topic().endsWith("commands") : type.startsWith(COMMAND);
    try {
      Message message =
          command
              ? known(Command.parseFrom(letter.payload()))
              : known(Status.parseFrom(letter.payload()));
      if (message == null) {
        return null;
      }
      String json = JsonFormat.printer().omittingInsignificantWhitespace().print(message);
      return json.length() > MOST_JSON ? null : json;
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  private static @Nullable Message known(Command command) {
    if (command.getCommandCase() == Command.CommandCase.COMMAND_NOT_SET) {
      return null;
    }
    if (!command.getStartRun().hasLog()) {
      return command;
    }
    Command.Builder builder = command.toBuilder();
    builder.getStartRunBuilder().getLogBuilder().clearKey();
    return builder.build();
  }

  private static @Nullable Message known(Status status) {
    return status.getStatusCase() == Status.StatusCase.STATUS_NOT_SET ? null : status;
  }
}
