package signalbox.infrastructure.file.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signalbox.application.dataset.Faults;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.InstanceModel;
import signalbox.domain.dataset.InstanceModel.Sense;
import signalbox.domain.dataset.InstanceModel.Variables;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;

/** What is told of MPS files, and which are refused where. */
class MpsFileTest {
  /** Every section, in the free layout: 3 rows, an integer, a binary and two continuous columns. */
  private static final String FREE =
      """
      * a comment
      NAME  small model  FREE
      OBJSENSE
          MAX
      ROWS
       N  cost
       L  limit
       G  demand
       E  balance
       N  unused
      COLUMNS
       x cost 1 limit 2.5
       x unused 7
       M1 'MARKER' 'INTORG'
       y cost -1 demand +1e0
       y balance .5
       z limit 1 demand 0
       M2 'MARKER' 'INTEND'
       w balance -1.
      RHS
       B limit 10 demand 2
       balance 0
      RANGES
       R limit 4
      BOUNDS
       UP B x 4
       LO y -3
       UP B y inf
       FR w
      QUADOBJ
       x x 2
       x w -1
      SOS
       S1 set
       set x 1
      ENDATA
      whatever follows
      """;

  @TempDir private Path folder;

  private final List<Fault> faults = new ArrayList<>();

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve(UUID.randomUUID() + ".mps"), bytes);
  }

  private InstanceModel read(String text) throws IOException {
    faults.clear();
    return MpsFile.read(write(text.getBytes(UTF_8)), faults::add);
  }

  private InstanceModel good(String text) throws IOException {
    InstanceModel model = read(text);
    assertThat(faults).isEmpty();
    return model;
  }

  private Fault refusal(String text) throws IOException {
    InstanceModel _ = read(text);
    assertThat(faults).isNotEmpty();
    return faults.getFirst();
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void countsWhatAFreeFileHolds() throws IOException {
    assertThat(good(FREE))
        .isEqualTo(
            new InstanceModel("small model", Sense.MAXIMIZE, new Variables(2L, 1L, 1L), 3L, 5L));
  }

  @Test
  void readsWhatIsPackedAndWhatComesFromOtherSystems() throws IOException {
    InstanceModel plain = good(FREE);
    InstanceModel packed = MpsFile.read(write(packed(FREE.getBytes(UTF_8))), faults::add);
    assertThat(faults).isEmpty();
    assertThat(packed).isEqualTo(plain);
    assertThat(good(FREE.replace("\n", "\r\n"))).isEqualTo(plain);
    assertThat(good(FREE.replace("\n ", "\n\t"))).isEqualTo(plain);
    assertThat(good("\uFEFF" + FREE)).isEqualTo(plain);
    assertThat(good(FREE.substring(0, FREE.indexOf("ENDATA") + 6))).isEqualTo(plain);
    assertThat(good(FREE.replace("small model  FREE", "Größe")).name()).isEqualTo("Größe");
    assertThat(good(FREE.replace("NAME  small model  FREE", "NAME")).name()).isNull();
    assertThat(good(FREE.replace("OBJSENSE\n    MAX", "OBJSENSE MIN")).sense())
        .isEqualTo(Sense.MINIMIZE);
  }

  @Test
  void readsNamesWithBlanksAtTheirFixedPlaces() throws IOException {
    String fixed =
        """
        NAME          TWO  WORDS
        ROWS
         N  THE COST
         L  A LIMIT
        COLUMNS
            A COL     THE COST           1.0   A LIMIT            2.0
            M         'MARKER'                 'INTORG'
            B COL     A LIMIT            3.0
            M         'MARKER'                 'INTEND'
        RHS
                      A LIMIT            9.0
        BOUNDS
         UP BOUND     B COL              5.0
        ENDATA
        """;
    assertThat(good(fixed))
        .isEqualTo(new InstanceModel("TWO", Sense.MINIMIZE, new Variables(1L, 1L, 0L), 1L, 2L));
    Fault fault = refusal(fixed.replace(" UP BOUND     B COL", " UP BOUND     C COL"));
    assertThat(fault.line()).isEqualTo(13);
    assertThat(fault.text()).isEqualTo("C COL");
  }

  /** How a column y between the markers ends up, and what the solver is told of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
                           | binary
          UP B y 1         | binary
          BV B y           | binary
          LO B y 0;UP B y 1| binary
          UP B y 2         | integer
          LO B y 0         | integer
          LO B y -1;UP y 1 | integer
          PL B y           | integer
          MI y;UP y 1      | integer
          FR B y           | integer
          FX B y 1         | integer
          UP B y -1        | integer
          SI B y 1         | integer
          UI y 9           | integer
          """)
  void tellsBinaryFromInteger(@Nullable String bounds, String kind) throws IOException {
    Variables variables = withBounds(bounds == null ? "" : bounds);
    assertThat(variables)
        .isEqualTo(kind.equals("binary") ? new Variables(1L, 0L, 1L) : new Variables(1L, 1L, 0L));
  }

  /** How the continuous column x ends up. */
  @ParameterizedTest
  @CsvSource({
    "UP B x 1,continuous",
    "SC B x 5,continuous",
    "SC B x,continuous",
    "BV x,binary",
    "LI B x 0,integer",
    "UI B x 1,binary"
  })
  void boundsCanMakeAColumnInteger(String bounds, String kind) throws IOException {
    Variables expected =
        switch (kind) {
          case "binary" -> new Variables(0L, 0L, 2L);
          case "integer" -> new Variables(0L, 1L, 1L);
          default -> new Variables(1L, 0L, 1L);
        };
    assertThat(withBounds(bounds)).isEqualTo(expected);
  }

  private Variables withBounds(String bounds) throws IOException {
    String lines =
        bounds.isEmpty() ? "" : " " + String.join("\n ", Arrays.asList(bounds.split(";", -1)));
    return good("""
    ROWS
     N cost
     L limit
    COLUMNS
     x limit 1
     M 'MARKER' 'INTORG'
     y limit 1
     M 'MARKER' 'INTEND'
    BOUNDS
    %s
    ENDATA
    """
            .formatted(lines))
        .variables();
  }

  /** A line of the file, what stands there instead, and the line and text of the fault. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ' L  limit'          | ' X  limit'           | 7  | X limit   | type
          ' L  limit'          | ' L'                  | 7  | L         | fields
          ' G  demand'         | ' G  limit'           | 8  | limit     | already
          ' x cost 1 limit 2.5'| ' x cost 1 gone 2.5'  | 12 | gone      | no such row
          ' x cost 1 limit 2.5'| ' x cost 1 limit'     | 12 | x cost 1 limit | fields
          ' x cost 1 limit 2.5'| ' x cost NaN'         | 12 | NaN       | finite
          ' x cost 1 limit 2.5'| ' x cost 1e999'       | 12 | 1e999     | finite
          ' x cost 1 limit 2.5'| ' x cost 1,5'         | 12 | 1,5       | finite
          ' x cost 1 limit 2.5'| ' x cost 0x1p3'       | 12 | 0x1p3     | finite
          ' w balance -1.'     | ' x balance -1.'      | 19 | x         | before
          ' M1 ''MARKER'' ''INTORG''' | ' M1 ''MARKER'' ''INT''' | 14 | '''INT''' | marker
          ' B limit 10 demand 2' | ' B limit ten'      | 21 | ten       | number
          ' R limit 4'         | ' R nothing 4'        | 24 | nothing   | no such row
          ' UP B x 4'          | ' UP B q 4'           | 26 | q         | no such column
          ' UP B x 4'          | ' XX B x 4'           | 26 | XX        | bound
          ' UP B x 4'          | ' UP B x nan'         | 26 | nan       | number
          ' x w -1'            | ' x v -1'             | 32 | v         | no such column
          'RANGES'             | 'RANGE'               | 23 | RANGE     | section
          '    MAX'            | '    UP'              | 4  | UP        | MIN or MAX
          """)
  void namesTheLineAtFault(String line, String instead, long number, String text, String words)
      throws IOException {
    assertThat(FREE).contains("\n" + line + "\n");
    Fault fault = refusal(FREE.replace("\n" + line + "\n", "\n" + instead + "\n"));
    assertThat(fault.line()).isEqualTo(number);
    assertThat(fault.text()).isEqualTo(text);
    assertThat(fault.detail()).contains(words);
  }

  @Test
  void refusesSectionsInTheWrongOrderAndModelsWithoutColumns() throws IOException {
    assertThat(refusal("COLUMNS\nENDATA\n").detail()).contains("before ROWS");
    assertThat(refusal("ROWS\n N c\nBOUNDS\nCOLUMNS\n x c 1\nENDATA\n").detail())
        .contains("before COLUMNS");
    assertThat(refusal("ROWS\n N c\nCOLUMNS\nENDATA\n").detail()).contains("no columns");
    assertThat(refusal(" x y 1\nROWS\n").detail()).contains("before a section");
    assertThat(refusal("1,2,3\n4,5,6\n").line()).isEqualTo(1);
  }

  @Test
  void noticesWhatWasCutOff() throws IOException {
    Fault cut = refusal(FREE.substring(0, FREE.indexOf("RANGES")));
    assertThat(cut.line()).isEqualTo(22);
    assertThat(cut.detail()).contains("without ENDATA");
    byte[] packed = packed(FREE.getBytes(UTF_8));
    for (int length : List.of(5, packed.length / 2)) {
      faults.clear();
      MpsFile.read(write(Arrays.copyOf(packed, length)), faults::add);
      assertThat(faults).isNotEmpty();
      assertThat(faults.getLast().detail()).contains("gzip");
    }
  }

  @Test
  void refusesWhatIsNoText() throws IOException {
    assertThat(refusal("ROWS\n N c\u0000\n").detail()).contains("zero byte");
    assertThat(refusal("ROWS\n" + " ".repeat(ByteLines.MAX_LINE + 1)).detail()).contains("64 KiB");
    SplittableRandom random = new SplittableRandom(11);
    byte[] noise = new byte[100_000];
    random.nextBytes(noise);
    faults.clear();
    MpsFile.read(write(noise), faults::add);
    assertThat(faults).isNotEmpty();
  }

  @Test
  void listsABoundedNumberOfFaults() throws IOException {
    StringBuilder text = new StringBuilder("ROWS\n N c\nCOLUMNS\n");
    for (int i = 0; i < 1000; i++) {
      text.append(" x").append(i).append(" gone 1\n");
    }
    Fault first = refusal(text.append("ENDATA\n").toString());
    assertThat(first.line()).isEqualTo(4);
    assertThat(faults).hasSize(Faults.KEPT);
  }

  /** Of a model that is too large to be remembered less is told, and nothing is refused. */
  @Test
  void remembersABoundedNumberOfNames() throws IOException {
    Path file = write(FREE.getBytes(UTF_8));
    InstanceModel few = MpsFile.read(file, faults::add, 2);
    assertThat(faults).isEmpty();
    assertThat(few)
        .isEqualTo(new InstanceModel("small model", Sense.MAXIMIZE, Variables.UNKNOWN, 3L, null));
  }

  @Test
  void readsAModelOfAHundredThousandColumns() throws IOException {
    Path file = folder.resolve("large.mps");
    try (var out = Files.newBufferedWriter(file, UTF_8)) {
      out.write("ROWS\n N cost\n");
      for (int row = 0; row < 20_000; row++) {
        out.write(" L row" + row + "\n");
      }
      out.write("COLUMNS\n M 'MARKER' 'INTORG'\n");
      for (int column = 0; column < 100_000; column++) {
        out.write(" c" + column + " cost 1 row" + column % 20_000 + " 2\n");
      }
      out.write("ENDATA\n");
    }
    InstanceModel model = MpsFile.read(file, faults::add);
    assertThat(faults).isEmpty();
    assertThat(model.variables()).isEqualTo(new Variables(0L, 0L, 100_000L));
    assertThat(model.constraints()).isEqualTo(20_000);
    assertThat(model.nonzeros()).isEqualTo(100_000);
  }

  /** Whatever the bytes are, they are a model or faults with a line, and nothing is thrown. */
  @Test
  void neverFailsInAnotherWay() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    List<String> lines = FREE.lines().toList();
    for (int round = 0; round < 500; round++) {
      StringBuilder text = new StringBuilder();
      for (String line : lines) {
        switch (random.nextInt(12)) {
          case 0 -> {}
          case 1 -> text.append(line).append('\n').append(line).append('\n');
          case 2 -> text.append(line, 0, random.nextInt(line.length() + 1)).append('\n');
          case 3 -> text.append(lines.get(random.nextInt(lines.size()))).append('\n');
          case 4 -> text.append(line.toUpperCase(Locale.ROOT)).append(" 1 2 3 4\n");
          default -> text.append(line).append('\n');
        }
      }
      InstanceModel model = read(text.toString());
      assertThat(model.sense()).isNotNull();
      for (Fault fault : faults) {
        assertThat(Objects.requireNonNull(fault.line())).isPositive();
      }
    }
  }

  @Test
  void onlyMpsIsReadBeforeItIsSolved() throws IOException {
    LocalInstanceFiles files = new LocalInstanceFiles();
    Path file = write("maximize".getBytes(UTF_8));
    assertThat(files.read(file, DatasetFormat.LP, faults::add)).isEqualTo(InstanceModel.UNKNOWN);
    assertThat(files.read(file, DatasetFormat.CPSAT, faults::add)).isEqualTo(InstanceModel.UNKNOWN);
    assertThat(faults).isEmpty();
    assertThat(files.read(write(FREE.getBytes(UTF_8)), DatasetFormat.MPS, faults::add).name())
        .isEqualTo("small model");
    Path empty = write(new byte[0]);
    assertThatThrownBy(() -> files.read(empty, DatasetFormat.LP, faults::add))
        .isInstanceOf(SignalboxException.class)
        .hasMessage("dataset.empty");
    assertThatThrownBy(() -> files.read(file, DatasetFormat.CSV, faults::add))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Known models, when they are here: what their authors say of them. */
  @ParameterizedTest
  @CsvSource({
    "afiro.mps,AFIRO,32,0,0,27,83",
    "egout.mps,EGOUT,86,0,55,98,282",
    "flugpl.mps,FLUGPL,7,11,0,18,46",
    "p0548.mps,P0548,0,0,548,176,1711"
  })
  void countsKnownModels(
      String file,
      String name,
      long continuous,
      long integer,
      long binary,
      long constraints,
      long nonzeros)
      throws IOException {
    InstanceModel model = MpsFile.read(sample(file), faults::add);
    assertThat(faults).isEmpty();
    assertThat(model)
        .isEqualTo(
            new InstanceModel(
                name,
                Sense.MINIMIZE,
                new Variables(continuous, integer, binary),
                constraints,
                nonzeros));
  }

  private static Path sample(String name) {
    String set = System.getenv("SIGNALBOX_SHARED_DATA");
    Path root = Path.of(System.getProperty("signalbox.root", "."));
    Path file =
        (set == null ? root.resolveSibling("shared").resolve("data") : Path.of(set)).resolve(name);
    Assumptions.assumeTrue(Files.exists(file), "The sample models are not here");
    return file;
  }
}
