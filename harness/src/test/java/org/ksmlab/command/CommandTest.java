package org.ksmlab.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.testng.annotations.Test;

public class CommandTest {
    @Test
    public void plainWordsStayAsTheyAre() {
        assertThat(Command.of("migratepages", 1051, 0, 1).quoted()).isEqualTo("migratepages 1051 0 1");
    }

    @Test
    public void wordsAShellWouldReadAreQuoted() {
        assertThat(Command.of("echo", "a b", "$HOME", "it's", "", "*", "a\nb", "x=1")
                        .quoted())
                .isEqualTo("echo 'a b' '$HOME' 'it'\\''s' '' '*' 'a\nb' 'x=1'");
    }

    @Test
    public void aCommandWithoutAProgramIsRefused() {
        assertThatThrownBy(Command::of).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Command.of("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void aNulInAWordIsRefused() {
        assertThatThrownBy(() -> Command.of("cat", "a\0b")).hasMessageContaining("NUL");
    }

    @Test
    public void aFailureHasTheCommandItsStatusAndItsLastWords() {
        CommandResult result = new CommandResult(
                Command.of("cat", "no such"), 1, "", "one\ntwo\nthree\n\nfour\n", Duration.ofMillis(5));
        assertThatThrownBy(result::orThrow)
                .isInstanceOf(CommandFailedException.class)
                .hasMessage("cat 'no such': exit status 1: two; three; four");
    }

    @Test
    public void aSuccessIsReturnedByOrThrow() {
        CommandResult result = new CommandResult(Command.of("true"), 0, "", "", Duration.ZERO);
        assertThat(result.orThrow()).isSameAs(result);
    }

    @Test
    public void boundedOutputKeepsTheLastBytesAndCountsTheRest() {
        BoundedOutput output = new BoundedOutput(5);
        for (String part : List.of("abc", "defgh", "ij", "klm")) {
            output.writeText(part);
        }
        assertThat(output.text()).isEqualTo("ijklm");
        assertThat(output.dropped()).isEqualTo(8);
    }

    @Test
    public void boundedOutputTakesAWriteLargerThanItsLimit() {
        BoundedOutput output = new BoundedOutput(5);
        output.writeText("0123456789");
        assertThat(output.text()).isEqualTo("56789");
        assertThat(output.dropped()).isEqualTo(5);
    }

    @Test
    public void boundedOutputBelowItsLimitDropsNothing() {
        BoundedOutput output = new BoundedOutput(5000);
        output.writeText("x".repeat(3000));
        output.writeText("y".repeat(2000));
        assertThat(output.text()).hasSize(5000).startsWith("xxx").endsWith("yyy");
        assertThat(output.dropped()).isZero();
    }
}
