package org.ksmlab.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class KernelNotesTest {
    private static final String ID = "0123456789abcdef0123456789abcdef01234567";

    private static byte[] note(String owner, int type, byte[] description) {
        ByteBuffer note = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        byte[] name = (owner + "\0").getBytes(StandardCharsets.US_ASCII);
        note.putInt(name.length).putInt(description.length).putInt(type);
        note.put(name).position(padded(note.position()));
        note.put(description).position(padded(note.position()));
        return Arrays.copyOf(note.array(), note.position());
    }

    private static int padded(int size) {
        return (size + 3) / 4 * 4;
    }

    private static byte[] buildId() {
        return note("GNU", 3, HexFormat.of().parseHex(ID));
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Test
    public void theBuildIdIsFoundAfterNotesOfOthers() {
        byte[] xen = note("Xen", 3, new byte[] {1, 2, 3, 4, 5});
        byte[] abi = note("GNU", 1, new byte[16]);
        assertThat(KernelNotes.buildId(buildId())).contains(ID);
        assertThat(KernelNotes.buildId(join(xen, join(abi, buildId())))).contains(ID);
    }

    @Test
    public void aNoteOfThatTypeAndAnotherOwnerIsNone() {
        assertThat(KernelNotes.buildId(note("Xen", 3, new byte[20]))).isEmpty();
    }

    @DataProvider
    public Object[][] broken() {
        byte[] hugeName = buildId();
        hugeName[3] = 0x7f;
        byte[] negativeSize = buildId();
        negativeSize[7] = (byte) 0xff;
        return new Object[][] {
            {new byte[0]}, {new byte[11]}, {Arrays.copyOf(buildId(), 20)}, {hugeName}, {negativeSize}, {new byte[64]},
        };
    }

    @Test(dataProvider = "broken")
    public void whatIsNoListOfNotesHasNoBuildId(byte[] notes) {
        assertThat(KernelNotes.buildId(notes)).isEmpty();
    }
}
