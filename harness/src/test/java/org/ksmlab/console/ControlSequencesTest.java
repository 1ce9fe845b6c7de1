package org.ksmlab.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class ControlSequencesTest {
    @DataProvider
    public Object[][] texts() {
        return new Object[][] {
            {"\u001b[31mred\u001b[0m", "red"},
            {"\u001b[2J\u001b[1;1Hhome", "home"},
            {"\u001b]0;title\u0007text", "text"},
            {"\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link"},
            {"\u001bcreset", "reset"},
            {"a\bb\u0000c\u007fd\u009be\r", "abcde"},
            {"a\tb", "a\tb"},
            {"cut \u001b[3", "cut 3"},
            {"caf\u00e9 \ufffd", "caf\u00e9 \ufffd"},
        };
    }

    @Test(dataProvider = "texts")
    public void onlyTheTextIsLeft(String text, String expected) {
        String stripped = ControlSequences.strip(text);
        assertThat(stripped.chars()).noneMatch(c -> c != '\t' && Character.isISOControl(c));
        assertThat(stripped).isEqualTo(expected);
    }

    @Test
    public void textWithoutAnyIsLeftAlone() {
        String text = "nothing to see";
        assertThat(ControlSequences.strip(text)).isSameAs(text);
    }
}
