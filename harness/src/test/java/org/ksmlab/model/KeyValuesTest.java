package org.ksmlab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.testng.annotations.Test;

public class KeyValuesTest {
    @Test
    public void aLineIsAWordAndItsValues() {
        KeyValues line = KeyValues.parse("beat cpu=1  now_ns=42\n");
        assertThat(line).isEqualTo(new KeyValues("beat", Map.of("cpu", "1", "now_ns", "42")));
        assertThat(line.number("now_ns")).isEqualTo(42);
        assertThat(line.has("cpu")).isTrue();
        assertThat(line.has("in")).isFalse();
    }

    @Test
    public void aLineThatBeginsWithAKeyHasNoWord() {
        assertThat(KeyValues.parse("longest=3").word()).isEmpty();
    }

    @Test
    public void anEmptyLineHasNothing() {
        assertThat(KeyValues.parse("")).isEqualTo(new KeyValues("", Map.of()));
    }

    @Test
    public void aValueMayHaveEqualsSigns() {
        assertThat(KeyValues.parse("x a=b=c").values()).isEqualTo(Map.of("a", "b=c"));
    }

    @Test
    public void whatIsNeitherIsIgnored() {
        assertThat(KeyValues.parse("beat cpu=1 now =3").values()).isEqualTo(Map.of("cpu", "1"));
    }

    @Test
    public void aNumberThatIsNoneIsNamedWithItsText() {
        KeyValues line = KeyValues.parse("beat cpu=one end=");
        assertThatThrownBy(() -> line.number("cpu"))
                .isInstanceOf(UnreadableOutputException.class)
                .hasMessage("cpu: 'one'");
        assertThatThrownBy(() -> line.number("end")).hasMessage("end: ''");
        assertThatThrownBy(() -> line.number("now_ns")).hasMessage("now_ns: missing");
    }
}
