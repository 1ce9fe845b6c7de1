package org.ksmlab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.OptionalLong;
import org.testng.annotations.Test;

public class MigrateCallTest {
    private static final String NODES = ", maxnode: 401, old_nodes: 55827dbf4280, new_nodes: 55827dbf4310)\n";

    private static String golden() throws IOException {
        String name = "migrate-pages.trace";
        try (InputStream file = Objects.requireNonNull(MigrateCallTest.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String enter(String task, String time, String pid) {
        return task + " [000] ...1. " + time + ": sys_migrate_pages(pid: " + pid + NODES;
    }

    private static String exit(String task, String time, String result) {
        return task + " [002] ...1. " + time + ": sys_migrate_pages -> " + result + "\n";
    }

    @Test
    public void aCallIsReadFromEntryToExit() throws IOException {
        assertThat(MigrateCall.parse(golden())).singleElement().satisfies(call -> {
            assertThat(call)
                    .isEqualTo(new MigrateCall(
                            605,
                            "migratepages",
                            0x1a3,
                            400_563_596_000L,
                            OptionalLong.of(731_378_342_000L),
                            OptionalLong.of(62)));
            assertThat(call.isOver()).isTrue();
            assertThat(call.seconds()).isCloseTo(330.814746, within(1e-9));
        });
    }

    /** As print_syscall_enter() in kernel/trace/trace_syscalls.c has it since 6.18: what is below 10 is decimal. */
    @Test
    public void numbersMayBePrefixedAsHexadecimal() {
        String nodes = ", maxnode: 0x401, old_nodes: 0x55827dbf4280, new_nodes: 0x55827dbf4310)\n";
        String trace = "numad-7 [000] ...1. 1.000000: sys_migrate_pages(pid: 0x1a3" + nodes
                + exit("numad-7", "3.000000", "0x3e")
                + "numad-7 [000] ...1. 4.000000: sys_migrate_pages(pid: 9" + nodes.replace("0x401", "8")
                + exit("numad-7", "5.000000", "0x0");
        assertThat(MigrateCall.parse(trace))
                .extracting(MigrateCall::target, MigrateCall::seconds)
                .containsExactly(tuple(0x1a3L, 2.0), tuple(9L, 1.0));
    }

    @Test
    public void aCallThatGoesOnHasNoEnd() {
        MigrateCall call = MigrateCall.parse(enter("numad-7", "1.000002", "64")).get(0);
        assertThat(call.isOver()).isFalse();
        assertThat(call.startNs()).isEqualTo(1_000_002_000);
        assertThat(call.target()).isEqualTo(100);
        assertThat(call.result()).isEmpty();
        assertThatThrownBy(call::seconds).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    public void aNegativeErrnoIsNegative() {
        String trace = enter("numad-7", "1.000000", "64") + exit("numad-7", "1.000100", "0xfffffffffffffffd");
        assertThat(MigrateCall.parse(trace))
                .extracting(call -> call.result().orElseThrow())
                .containsExactly(-3L);
    }

    @Test
    public void callsOfSeveralThreadsAreToldApart() {
        String trace = enter("numad-7", "1.000000", "64")
                + enter("migratepages-8", "2.000000", "65")
                + exit("numad-7", "3.000000", "0x0")
                + exit("migratepages-8", "4.000000", "0x1");
        assertThat(MigrateCall.parse(trace))
                .extracting(MigrateCall::target, MigrateCall::seconds)
                .containsExactly(tuple(100L, 2.0), tuple(101L, 2.0));
    }

    @Test
    public void anExitWhoseEntryIsFromBeforeTheTraceIsNoCall() {
        assertThat(MigrateCall.parse(exit("numad-7", "3.000000", "0x0"))).isEmpty();
    }

    @Test
    public void aNameOfACallerMayHaveAnything() {
        String trace = enter("   a-1 [0] x: sy-42", "1.000000", "0") + exit("a-1 [0] x: sy-42", "1.500000", "0x0");
        assertThat(MigrateCall.parse(trace)).singleElement().satisfies(call -> {
            assertThat(call.comm()).isEqualTo("a-1 [0] x: sy");
            assertThat(call.caller()).isEqualTo(42);
            assertThat(call.isOver()).isTrue();
        });
    }

    @Test
    public void whatIsNoEventOfTheCallIsPassedOver() {
        assertThat(MigrateCall.parse("")).isEmpty();
        assertThat(MigrateCall.parse("""
                        CPU:0 [LOST 12 EVENTS]
                        numad-7 [000] ...1. 1.000000: sys_move_pages(pid: 1)
                        """)).isEmpty();
    }
}
