package org.ksmlab.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.testng.annotations.Test;

public class LineSinkTest {
    private static void say(LineSink sink, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sink.accept(bytes, bytes.length);
    }

    @Test
    public void linesAreHandedOnWithoutTheirEndsHoweverTheyAreCut() throws IOException {
        List<String> lines = new ArrayList<>();
        LineSink sink = new LineSink((buffer, length) -> {}, lines::add);
        say(sink, "one\ntw");
        say(sink, "o\n\nth");
        assertThat(lines).containsExactly("one", "two", "");
        say(sink, "ree\n");
        assertThat(lines).containsExactly("one", "two", "", "three");
    }

    @Test
    public void aCharacterThatIsCutIsWholeAgain() throws IOException {
        List<String> lines = new ArrayList<>();
        LineSink sink = new LineSink((buffer, length) -> {}, lines::add);
        for (byte one : "größe €\n".getBytes(StandardCharsets.UTF_8)) {
            sink.accept(new byte[] {one}, 1);
        }
        assertThat(lines).containsExactly("größe €");
    }

    @Test
    public void malformedBytesAreReplaced() throws IOException {
        List<String> lines = new ArrayList<>();
        new LineSink((buffer, length) -> {}, lines::add).accept(new byte[] {'a', (byte) 0xff, '\n'}, 3);
        assertThat(lines).containsExactly("a\ufffd");
    }

    @Test
    public void theBytesGoToTheOtherSinkFirstAndAsTheyAre() throws IOException {
        List<String> order = new ArrayList<>();
        BoundedOutput bytes = new BoundedOutput(100);
        LineSink sink = new LineSink(
                (buffer, length) -> {
                    order.add("bytes");
                    bytes.write(buffer, length);
                },
                order::add);
        sink.accept("one\ntwo and what is not of it".getBytes(StandardCharsets.UTF_8), 7);
        assertThat(order).containsExactly("bytes", "one");
        assertThat(bytes.text()).isEqualTo("one\ntwo");
    }

    @Test
    public void aLineWithoutAnEndIsDroppedBeyondItsLimit() throws IOException {
        List<String> lines = new ArrayList<>();
        LineSink sink = new LineSink((buffer, length) -> {}, lines::add);
        String endless = "x".repeat(LineSink.MAX_BYTES);
        say(sink, endless);
        say(sink, "and more");
        say(sink, "\nnext\n");
        assertThat(lines).containsExactly(endless, "next");
    }

    @Test
    public void whatTheOtherSinkThrowsIsThrownAndNoLineIsHandedOn() {
        List<String> lines = new ArrayList<>();
        LineSink sink = new LineSink(
                (buffer, length) -> {
                    throw new IOException("disk full");
                },
                lines::add);
        assertThatThrownBy(() -> say(sink, "one\n")).hasMessage("disk full");
        assertThat(lines).isEmpty();
    }
}
